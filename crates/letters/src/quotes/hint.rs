//! Where an older letter begins in a plain text, told by the HTML beside it: the
//! words at which the HTML begins its box of older words stand in the text too.

use crate::structure::{self, Sort};
use crate::{html_text, text};

/// Letters and figures are compared, not how they are set.
fn bare(line: &str) -> String {
    line.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(60)
        .collect()
}

/// Fewer letters may stand anywhere.
const FEWEST: usize = 6;
/// Longer HTML is not read a second time for this.
const LONGEST: usize = 1024 * 1024;

/// The line of the text at which the older letter begins.
pub(super) fn older_line(lines: &[&str], html: &str) -> Option<usize> {
    if html.len() > LONGEST || !structure::may_hold(html) {
        return None;
    }
    let marked = html_text::from_html(html, &mut Vec::new());
    let mut below = marked
        .lines()
        .skip_while(|line| structure::mark_in(line) != Some(Some(Sort::Older)));
    below.next()?;
    let first = below
        .filter(|line| structure::mark_in(line).is_none())
        .map(bare)
        .find(|line| line.chars().count() >= FEWEST)?;
    let first = text::beginning(&first, 40);
    let at = lines.iter().position(|line| {
        let line = bare(line);
        line.chars().count() >= FEWEST && (line.starts_with(first) || first.starts_with(&line))
    })?;
    let words_above = lines[..at].iter().any(|line| bare(line).len() > 1);
    words_above.then_some(at)
}
