//! Two cases that were one matter become one.
//!
//! The number that went leads to the one that stayed, for pages, programs,
//! letters and customers' links alike. Its messages, needs, promises, letters
//! under way and drafts stand there from then on; nothing is copied, so nothing
//! can be doubled. Events stay with their own number and are shown together.
//! For 30 days a person can take the two apart: what came along goes back, and
//! with it what was written since in its thread. Needs in the same words are
//! offered for joining; nobody but a person joins them. When two different
//! people wrote, each keeps seeing their own part and nothing of the other's.
//! The other way round, a letter that began something else gets a number of
//! its own, with what answers it, what was asked for and promised in it; for 30
//! days one press puts it back.

pub mod rules;
pub mod store;

pub use store::Merging;
