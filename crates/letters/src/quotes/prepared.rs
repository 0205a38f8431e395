//! The lines of a text before they are sorted: without the marks that the
//! structure of HTML left in it and without the armour of a signature.

use crate::seals::{PGP_SIGNATURE, PGP_SIGNATURE_END, PGP_SIGNED};
use crate::structure::{self, Sort};

use super::lines;

/// Beyond this nobody reads and nothing is sorted.
const MOST_LINES: usize = 400_000;

#[derive(Default)]
pub(super) struct Prepared<'t> {
    /// As they are judged: what is known already is blank.
    pub judged: Vec<&'t str>,
    /// As they came.
    pub lines: Vec<&'t str>,
    /// Lines that are no new words, whatever else is found: the seal around a
    /// text, and what the HTML names a signature.
    pub armour: Vec<usize>,
    pub signature: Vec<usize>,
    /// From here on the HTML says that everything is older.
    pub older: Option<usize>,
    /// Here the HTML says that a quote is introduced.
    pub intros: Vec<usize>,
    /// Lines beyond those that are sorted.
    pub rest: &'t str,
}

impl<'t> Prepared<'t> {
    pub(super) fn of(text: &'t str) -> Prepared<'t> {
        let mut prepared = Prepared::default();
        let mut at = 0;
        let mut seal = Seal::None;
        let (mut in_signature, mut words) = (false, false);
        for whole in text.split_inclusive('\n') {
            if prepared.lines.len() >= MOST_LINES {
                prepared.rest = &text[at..];
                break;
            }
            at += whole.len();
            let line = whole.strip_suffix('\n').unwrap_or(whole);
            if let Some(mark) = structure::mark_in(line) {
                let here = prepared.lines.len();
                match mark {
                    Some(Sort::Older) => prepared.older = prepared.older.or(Some(here)),
                    Some(Sort::Intro) => prepared.intros.push(here),
                    // Nothing but a signature is a letter.
                    Some(Sort::Signature) => in_signature = words,
                    Some(Sort::SignatureEnds) => in_signature = false,
                    None => {}
                }
                continue;
            }
            let index = prepared.lines.len();
            prepared.lines.push(line);
            let armoured = seal.heed(line);
            if armoured {
                prepared.armour.push(index);
            } else if in_signature {
                prepared.signature.push(index);
            }
            let known = armoured || in_signature;
            prepared.judged.push(if known { "" } else { line });
            words |= !known && !line.trim().is_empty() && !lines::is_quoted(line);
        }
        // A seal that never ends is none.
        if seal != Seal::None {
            for index in std::mem::take(&mut prepared.armour) {
                prepared.judged[index] = prepared.lines[index];
            }
        }
        prepared
    }
}

/// Where we are in a text that PGP signed.
#[derive(PartialEq)]
enum Seal {
    None,
    Head,
    Words,
    Signature,
}

impl Seal {
    /// Follows one line; true when it is no word of the letter.
    fn heed(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        match self {
            Seal::None if line == PGP_SIGNED => *self = Seal::Head,
            Seal::Head if line.is_empty() => {
                *self = Seal::Words;
                return false;
            }
            Seal::Words if line == PGP_SIGNATURE => *self = Seal::Signature,
            Seal::Signature if line == PGP_SIGNATURE_END => {
                *self = Seal::None;
                return true;
            }
            _ => {}
        }
        matches!(self, Seal::Head | Seal::Signature)
    }
}
