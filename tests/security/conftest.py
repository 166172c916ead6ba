from tests.orders.conftest import bank_day, w

__all__ = ["bank_day", "w"]
