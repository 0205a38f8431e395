not-found-arrival = There is no arrival { $which } here.
