"""A stand-in marketplace in AliExpress's shapes."""
