"""Forces mediated by neutrinos, and what experiments can see of them."""
