from accounts.models import Bank


def an_example_bank() -> Bank:
    return Bank.objects.create(
        pk=1,
        name="Esimerkkilän hyvinvointialue",
        kind="county",
        business_id="1234567-1",
        iban="FI2112345600000785",
        email="kokemuspankki@esimerkki.fi",
        phone="040 123 4567",
    )
