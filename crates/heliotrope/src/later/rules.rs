//! Until when a case that was put off really sleeps.

use crate::kit::At;
use crate::promises::rules::SOON;

/// The longest reason, in characters.
pub const REASON: usize = 200;

/// When it comes back: as asked for, and early enough for the next promised word.
pub fn comes_back(asked: At, next_word: Option<At>) -> At {
    next_word.map_or(asked, |due| asked.min(due.minus(SOON)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_brings_it_back_while_there_is_time_to_keep_it() {
        let hour = |n: i64| At(n * 3_600_000_000);
        assert_eq!(comes_back(hour(9), None), hour(9));
        assert_eq!(comes_back(hour(9), Some(hour(20))), hour(9));
        assert_eq!(comes_back(hour(9), Some(hour(10))), hour(8));
    }
}
