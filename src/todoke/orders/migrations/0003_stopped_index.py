
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_word'),
        ('shops', '0005_no_read_next'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('progress__in', ('partly_shipped', 'awaiting_shipment')), models.Q(('dispute', 'open'), models.Q(('hold', 'none'), _negated=True), _connector='OR')), fields=['shop', 'placed_at', 'id'], name='order_stopped'),
        ),
    ]
