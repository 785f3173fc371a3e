"""Japan: yields, coupons, currencies and debt come in; bond prices, pick-ups and ratios go out."""
