from payments.models.batch import BankFile, Batch, Payslip, PayslipLine, Transfer
from payments.models.card import CardChoice
from payments.models.contract import Contract, ContractTemplate, Signature
from payments.models.fee import Fee, FeeHold, FeeLine

__all__ = [
    "BankFile",
    "Batch",
    "CardChoice",
    "Contract",
    "ContractTemplate",
    "Fee",
    "FeeHold",
    "FeeLine",
    "Payslip",
    "PayslipLine",
    "Signature",
    "Transfer",
]
