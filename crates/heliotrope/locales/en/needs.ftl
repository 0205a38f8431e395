needs-no-reason = A no needs its reason. Say why it cannot be done.
needs-no-way-on = Say what is possible, or who can help.
needs-empty = Say what the person needs, in their words.
needs-tell-open = “{ $need }” is still open. Say first whether it is met, declined or withdrawn.
not-found-need = There is no need { $which } in this case.
needs-replaces-itself = A need cannot take its own place. Choose another one.
needs-look-again = Look in again after 1 to 365 days.
