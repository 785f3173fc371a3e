"""Cases: the tables on the pages come in; what each row comes to, and what none tries, go out."""
