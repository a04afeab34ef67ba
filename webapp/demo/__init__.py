"""The believable demo provider: Northwind Hosting, his clients, and what he told them."""
