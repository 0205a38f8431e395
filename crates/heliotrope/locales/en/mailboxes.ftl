not-found-mailbox = There is no mailbox { $which }.
