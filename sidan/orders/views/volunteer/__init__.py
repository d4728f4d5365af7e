"""The volunteer's pages of orders: being asked, the open pool, and one visit from the promise to its end."""
