//! Where letters go: each sentence of the design's section on matching.

use super::*;
