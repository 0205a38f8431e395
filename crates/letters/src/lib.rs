//! Letters: bytes as they come from the wire to words a person can read, and
//! back. Pure text work: no clock, no socket, no file, and no idea what a case is.
//!
//! [`read`] takes whatever arrived and never fails. It says who wrote, to whom,
//! in answer to what, which words are new and which are quoted, and whether a
//! machine wrote it. What was broken is named as an [`Oddity`]; the words are
//! kept even then. [`compose`] writes a letter with a text and an HTML part from
//! one source and cannot be made to write a header line that nobody asked for.
//!
//! Everything here runs in time linear in the size of the letter, because
//! strangers choose the input.

mod addresses;
mod attached;
mod auto;
mod bodies;
mod bounce;
mod calendar;
mod compose;
mod digest;
mod encoded;
mod flowed;
mod html;
mod html_text;
mod language;
mod letter;
mod mime;
mod oddity;
mod quotes;
mod read;
mod reading;
mod rtf;
mod seals;
mod signatures;
mod structure;
mod subject;
mod tame;
mod text;
mod thanks;
mod tnef;
mod uuencode;

pub use compose::{FooterLine, Outgoing, compose};
pub use digest::digest_content;
pub use html::{Clean, Cleaned, clean_html, markdown_html};
pub use letter::{Address, Attachment, Auto, Bounce, Letter};
pub use oddity::Oddity;
pub use read::read;
pub use reading::{Reading, reading};
pub use seals::Seal;
pub use signatures::{Signature, signatures};
pub use subject::{bare_subject, reply_subject};
pub use thanks::only_thanks;
