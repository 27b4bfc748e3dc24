"""Order files of carts, marketplaces and order tools, as spreadsheets and Japanese tools write them."""
