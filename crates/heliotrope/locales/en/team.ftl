not-found-agent = There is no colleague { $which } who can be given a case.
