//! What the letter around a text says about who is who.

use super::{intro, lines, tables};
use crate::{Address, Letter};

/// What the letter around the text says about who is who.
pub(super) struct Around<'l> {
    pub writers: Vec<String>,
    pub readers: Vec<String>,
    pub is_forward: bool,
    /// The HTML beside a plain text.
    pub html: Option<&'l str>,
}

impl<'l> Around<'l> {
    pub(super) fn of(letter: &'l Letter) -> Around<'l> {
        let names = |lists: &[&Vec<Address>]| {
            let all = lists.iter().flat_map(|list| list.iter());
            all.flat_map(|a| {
                [
                    Some(a.address.clone()),
                    a.name.as_deref().map(str::to_lowercase),
                ]
            })
            .flatten()
            .filter(|n| n.chars().count() > 2)
            .take(100)
            .collect()
        };
        let subject = letter.subject.as_deref().unwrap_or_default().to_lowercase();
        Around {
            writers: names(&[&letter.from]),
            readers: names(&[&letter.to, &letter.cc]),
            is_forward: tables::FORWARD_SUBJECTS
                .iter()
                .any(|mark| subject.starts_with(mark)),
            html: letter.body_text.as_ref().and(letter.html.as_deref()),
        }
    }

    /// Whether the letter that begins at this line has its introduction or its headers
    /// in the same line or in the columns of Lotus Notes, or has headers in a
    /// language that is not known: four names with a colon, the first with an address of ours,
    /// another with a day and a time.
    pub(super) fn foreign_block(&self, lines: &[&str], at: usize) -> bool {
        let one_line = intro::opens(lines[at]) || lines::runs_together(lines[at]);
        if one_line || lines::in_columns(lines, at) {
            return true;
        }
        let head = lines[at].to_lowercase();
        let ours = |reader: &String| reader.contains('@') && head.contains(reader.as_str());
        if !head.contains('<') || !self.readers.iter().any(ours) {
            return false;
        }
        let block = lines.get(at..at + 4).unwrap_or_default();
        block.len() == 4
            && block.iter().all(|line| lines::has_name(line))
            && block[1..].iter().any(|line| lines::is_moment(line))
    }
}
