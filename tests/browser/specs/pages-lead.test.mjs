// Every page that a link leads a lead to, in both schemes: axe, one h1, a quiet watch.

import { pagesAreClean } from '../walk.mjs'
import { world } from '../world.mjs'

pagesAreClean(world(), 'lead', 8)
