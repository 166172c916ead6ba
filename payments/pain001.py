"""The bank file: pain.001.001.09 and .03, written by hand so that the same data gives the same bytes (payroll.md 5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _
from lxml import etree
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import iban as iban_number

from core.errors import DomainError
from core.pay import days

Version = Literal["pain.001.001.03", "pain.001.001.09"]

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
ID_LENGTH: Final = 35
MESSAGE_ID_LENGTH: Final = ID_LENGTH - len("-1")
NAME_LENGTH: Final = 70
REMITTANCE_LENGTH: Final = 140
MOST_CENTS: Final = 999_999_999_99
SIGNS: Final = frozenset("/-?:().,'+ ")
STANDS_FOR: Final = {
    "&": "+",
    '"': "'",
    "’": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "_": "-",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "ŋ": "n",
    "Ŋ": "N",
    "ŧ": "t",
    "Ŧ": "T",
    "ħ": "h",
    "Ħ": "H",
    "œ": "oe",
    "Œ": "OE",
    "ẞ": "SS",
    "ǥ": "g",
    "Ǥ": "G",
    "ʒ": "z",
    "Ʒ": "Z",
    "ə": "e",
    "Ə": "E",
}


class BankFileRefused(DomainError):
    """The file cannot be written as it is; the message says which payment and why."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """The bank of experts itself. `customer_id`: its id in the agreement with its bank (maksatustunnus)."""

    name: str
    iban: str
    customer_id: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One credit. `end_to_end_id` ≤ 35, never used again, not after a refusal either.

    `message` is what the payee's account shows: document number and "palkkio", never a task, unit or theme.
    """

    end_to_end_id: str
    name: str
    iban: str
    amount_cents: int
    message: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class TransferFile:
    """One file of one debit account and one date. `created_at` is aware; frozen with `message_id` on the file's row."""

    message_id: str
    created_at: datetime
    pay_date: date
    debtor: Debtor
    payments: Sequence[Payment]
    version: Version = "pain.001.001.09"


def write(file: TransferFile) -> bytes:
    """The file in UTF-8, equal byte for byte for equal data, whatever the order of its payments.

    Salaries to Finnish accounts are one PmtInf with SALA, all others a second one without (5.2). No postal addresses.
    Raises BankFileRefused: no payments, a bad IBAN, a sum out of range, an id too long or used twice, a name with
    nothing that a bank can read, a pay date on which banks are closed, an unknown version.
    """
    check(file)
    namespace = NAMESPACE + file.version
    document = etree.Element(_tag(namespace, "Document"), nsmap={None: namespace})
    root = etree.SubElement(document, _tag(namespace, "CstmrCdtTrfInitn"))
    _Writer(namespace, file).fill(root)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def total_cents(payments: Iterable[Payment]) -> int:
    """CtrlSum of the payments, in cents."""
    return sum(payment.amount_cents for payment in payments)


def transliterate(text: str, length: int) -> str:
    """The text in characters that Finnish banks take: Latin letters with å ä ö, digits, a few signs; cut to length.

    Other letters lose their marks (š → s) or get their nearest Latin ones (ł → l); what has none is left out.
    """
    kept = "".join(_sign(char) for char in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:length].strip()


def bic_of(iban: str) -> str:
    """The BIC of an IBAN, or "" when the library does not know the bank."""
    try:
        return str(IBAN(iban).bic or "")
    except (SchwiftyException, ValueError):
        return ""


def check(file: TransferFile) -> None:
    """Raises BankFileRefused for the first thing that a bank would refuse."""
    if file.version not in {"pain.001.001.03", "pain.001.001.09"}:
        raise BankFileRefused(_("Tuntematon maksuaineiston versio."), "unknown_version")
    if not file.payments:
        raise BankFileRefused(_("Maksuaineistossa ei ole maksuja."), "no_payments")
    if file.created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    if not days.is_banking_day(file.pay_date):
        raise BankFileRefused(_("Maksupäivä ei ole pankkipäivä."), "no_banking_day")
    _check_id(file.message_id, MESSAGE_ID_LENGTH)
    _check_party(file.debtor.name, file.debtor.iban)
    _check_id(file.debtor.customer_id, ID_LENGTH)
    ids = [payment.end_to_end_id for payment in file.payments]
    if len(ids) != len(set(ids)):
        raise BankFileRefused(_("Sama maksutunnus on aineistossa kahdesti."), "id_twice")
    for payment in file.payments:
        _check_id(payment.end_to_end_id, ID_LENGTH)
        _check_party(payment.name, payment.iban)
        if not 0 < payment.amount_cents <= MOST_CENTS:
            text = _("Maksun %(id)s summa ei kelpaa pankille.")
            raise BankFileRefused(text % {"id": payment.end_to_end_id}, "amount")


def _check_id(text: str, length: int) -> None:
    if not 0 < len(text) <= length or text != transliterate(text, length) or "//" in text or text[0] == "/":
        raise BankFileRefused(_("Tunnus %(id)s ei kelpaa pankille.") % {"id": text}, "id")


def _check_party(name: str, iban: str) -> None:
    if not iban_number.is_valid(iban):
        raise BankFileRefused(_("Saajan tai maksajan %(name)s tilinumero on virheellinen.") % {"name": name}, "iban")
    if not transliterate(name, NAME_LENGTH):
        raise BankFileRefused(_("Nimeä %(name)s ei voi kirjoittaa pankin merkeillä.") % {"name": name}, "name")


def _sign(char: str) -> str:
    if char in STANDS_FOR:
        return STANDS_FOR[char]
    if char in SIGNS or (char.isalnum() and char <= "ÿ" and char not in "ªº²³¹"):
        return char
    if char.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", char)
    return "".join(c for c in bare if c in SIGNS or (c.isascii() and c.isalnum()))


def _tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _compact(iban: str) -> str:
    return iban_number.compact(iban)


class _Writer:
    """Elements in the schema's order, all in one namespace."""

    def __init__(self, namespace: str, file: TransferFile) -> None:
        self.namespace, self.file = namespace, file
        self.newer = file.version == "pain.001.001.09"

    def add(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Adds the elements of the path, one inside the other; the last one gets the text."""
        for name in path.split("/"):
            parent = etree.SubElement(parent, _tag(self.namespace, name))
        parent.text = text
        return parent

    def fill(self, root: etree._Element) -> None:
        ordered = sorted(self.file.payments, key=lambda payment: payment.end_to_end_id)
        self._header(self.add(root, "GrpHdr"), ordered)
        finnish = [payment for payment in ordered if _compact(payment.iban).startswith("FI")]
        others = [payment for payment in ordered if payment not in finnish]
        for number, payments in enumerate((finnish, others), start=1):
            if payments:
                self._group(self.add(root, "PmtInf"), number, payments, salary=payments is finnish)

    def _header(self, header: etree._Element, payments: list[Payment]) -> None:
        self.add(header, "MsgId", self.file.message_id)
        self.add(header, "CreDtTm", self.file.created_at.astimezone(days.HELSINKI).isoformat(timespec="seconds"))
        self._sums(header, payments)
        self._payer(self.add(header, "InitgPty"))

    def _sums(self, parent: etree._Element, payments: list[Payment]) -> None:
        self.add(parent, "NbOfTxs", str(len(payments)))
        self.add(parent, "CtrlSum", _euros(total_cents(payments)))

    def _payer(self, party: etree._Element) -> None:
        self.add(party, "Nm", transliterate(self.file.debtor.name, NAME_LENGTH))
        other = self.add(party, "Id/OrgId/Othr")
        self.add(other, "Id", self.file.debtor.customer_id)
        self.add(other, "SchmeNm/Cd", "BANK")

    def _group(self, group: etree._Element, number: int, payments: list[Payment], *, salary: bool) -> None:
        self.add(group, "PmtInfId", f"{self.file.message_id}-{number}")
        self.add(group, "PmtMtd", "TRF")
        self.add(group, "BtchBookg", "true")
        self._sums(group, payments)
        kind = self.add(group, "PmtTpInf")
        self.add(kind, "SvcLvl/Cd", "SEPA")
        if salary:
            self.add(kind, "CtgyPurp/Cd", "SALA")
        self.add(group, "ReqdExctnDt/Dt" if self.newer else "ReqdExctnDt", self.file.pay_date.isoformat())
        self._debtor(group)
        for payment in payments:
            self._payment(self.add(group, "CdtTrfTxInf"), payment)

    def _debtor(self, group: etree._Element) -> None:
        debtor = self.file.debtor
        self._payer(self.add(group, "Dbtr"))
        account = self.add(group, "DbtrAcct")
        self.add(account, "Id/IBAN", _compact(debtor.iban))
        self.add(account, "Ccy", "EUR")
        agent = self.add(group, "DbtrAgt/FinInstnId")
        if bic := debtor.bic or bic_of(debtor.iban):
            self._bic(agent, bic)
        else:
            self.add(agent, "Othr/Id", "NOTPROVIDED")
        self.add(group, "ChrgBr", "SLEV")

    def _payment(self, row: etree._Element, payment: Payment) -> None:
        ids = self.add(row, "PmtId")
        self.add(ids, "InstrId", payment.end_to_end_id)
        self.add(ids, "EndToEndId", payment.end_to_end_id)
        self.add(row, "Amt/InstdAmt", _euros(payment.amount_cents)).set("Ccy", "EUR")
        if bic := payment.bic or bic_of(payment.iban):
            self._bic(self.add(row, "CdtrAgt/FinInstnId"), bic)
        self.add(row, "Cdtr/Nm", transliterate(payment.name, NAME_LENGTH))
        self.add(row, "CdtrAcct/Id/IBAN", _compact(payment.iban))
        if message := transliterate(payment.message, REMITTANCE_LENGTH):
            self.add(row, "RmtInf/Ustrd", message)

    def _bic(self, agent: etree._Element, bic: str) -> None:
        self.add(agent, "BICFI" if self.newer else "BIC", bic)
