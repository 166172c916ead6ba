from orders.models.difference import ReportDifference
from orders.models.gig import Booking, Gig, GigReport, Offer, OfferLine, ReportLine
from orders.models.moving import MoveAnswer, MoveProposal, ProposedTime
from orders.models.order import Approval, Order, OrderQuestion, OrderSession
from orders.models.prices import FeeRule, FeeSchedule, TaskType

__all__ = [
    "Approval",
    "Booking",
    "FeeRule",
    "FeeSchedule",
    "Gig",
    "GigReport",
    "MoveAnswer",
    "MoveProposal",
    "Offer",
    "OfferLine",
    "Order",
    "OrderQuestion",
    "OrderSession",
    "ProposedTime",
    "ReportDifference",
    "ReportLine",
    "TaskType",
]
