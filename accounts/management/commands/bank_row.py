from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

from accounts import actions
from accounts.roles import BankKind
from core.errors import DomainError


class Command(BaseCommand):
    help = "Writes the bank's one row: who pays, from which account, and whom to ask."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--kind", required=True, choices=BankKind.values)
        parser.add_argument("--business-id", required=True)
        parser.add_argument("--iban", required=True)
        parser.add_argument("--bic", default="")
        parser.add_argument("--email", required=True)
        parser.add_argument("--phone", required=True)
        parser.add_argument("--address", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            ytunnus.validate(options["business_id"])
            iban = IBAN(options["iban"])
        except (ValidationError, SchwiftyException) as error:
            raise CommandError(f"The business id or the IBAN is not right: {error}") from error
        given = {name: options[name] for name in ("name", "kind", "email", "phone", "address")}
        bic = options["bic"] or (str(iban.bic) if iban.bic else "")
        try:
            bank = actions.set_bank(
                **given, business_id=ytunnus.format(options["business_id"]), iban=iban.compact, bic=bic
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{bank.name}: {bank.iban}")
