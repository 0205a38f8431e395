not-found-person = There is no person { $which }.
