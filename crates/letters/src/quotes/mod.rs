//! The new words of a letter apart from what it quotes and how it is signed.
//!
//! Every line goes onto one of two piles: the reply, or what is set aside. No
//! line is dropped. Of what is set aside, the signature and a letter that was
//! passed on are named, too. When it is not clear whether a line is new, it
//! stays in the reply: reading an old line twice costs a second, missing a new
//! one costs the customer.
//!
//! `lines` and `intro` say what single lines are, `tables` holds the words of
//! the mail programs; `prepared` and `hint` bring what the structure of HTML
//! knows; here the lines are put together.

mod around;
mod hint;
mod intro;
mod lines;
mod passed;
mod prepared;
mod tables;

use crate::{Address, Letter};
use around::Around;
use intro::Intro;
use lines::Announces;
use prepared::Prepared;

/// A sorted text.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Piles {
    pub reply: String,
    /// A part of `elided`.
    pub signature: Option<String>,
    /// A part of `elided`, without the marks in front of its lines.
    pub forwarded: Option<String>,
    pub forwarded_from: Option<Address>,
    /// Every line that is not in the reply, in order.
    pub elided: Option<String>,
}

/// Where a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pile {
    Reply,
    Signature,
    Elided,
}

/// Sorts the lines of a text, in which marks of `structure` may stand.
pub(crate) fn sort(text: &str, letter: &Letter) -> Piles {
    sort_lines(text, &Around::of(letter))
}

fn sort_lines(text: &str, around: &Around<'_>) -> Piles {
    let mut prepared = Prepared::of(text);
    let first = Sorter::sorted(&prepared, around);
    let unsure = first.piles.iter().all(|pile| *pile != Pile::Elided) && prepared.older.is_none();
    if unsure
        && let Some(html) = around.html
        && let Some(line) = hint::older_line(&prepared.judged, html)
    {
        prepared.older = Some(line);
        return Sorter::sorted(&prepared, around).finish();
    }
    first.finish()
}

/// A stretch of lines of one kind.
#[derive(Debug, Clone)]
struct Stretch {
    quote: bool,
    /// The introduction above a quote begins here and ends before `first`.
    intro: Option<usize>,
    first: usize,
    /// After the last line.
    end: usize,
}

struct Sorter<'t> {
    prepared: &'t Prepared<'t>,
    lines: &'t [&'t str],
    /// The first line that is neither blank nor quoted nor a rule.
    first_text: Option<usize>,
    piles: Vec<Pile>,
    /// The headers of a letter that is passed on begin here.
    forwarded_from: Option<usize>,
    around: &'t Around<'t>,
}

impl<'t> Sorter<'t> {
    fn sorted(prepared: &'t Prepared<'t>, around: &'t Around<'t>) -> Sorter<'t> {
        let is_text = |line: &&str| !line.trim().is_empty() && !lines::is_rule(line);
        let mut sorter = Sorter {
            prepared,
            first_text: None,
            piles: vec![Pile::Reply; prepared.lines.len()],
            lines: &prepared.judged,
            forwarded_from: None,
            around,
        };
        sorter.first_text =
            (0..sorter.lines.len()).find(|n| is_text(&sorter.lines[*n]) && !sorter.quoted(*n));
        sorter.run();
        sorter
    }

    fn run(&mut self) {
        let intros = self.intros();
        let cut = self.cut(&intros);
        self.set(cut, self.lines.len(), Pile::Elided);
        let mut stretches = self.stretches(cut, &intros);
        self.strip_end(&mut stretches);
        self.strip_quotes(&stretches);
        // Nothing new at all and nothing passed on: better everything than nothing.
        let nothing = (0..self.lines.len())
            .all(|n| self.piles[n] != Pile::Reply || self.lines[n].trim().is_empty());
        let unquoted =
            (cut..self.lines.len()).any(|n| !self.quoted(n) && !self.lines[n].trim().is_empty());
        if nothing && unquoted && self.forwarded_from.is_none() {
            self.set(0, self.lines.len(), Pile::Reply);
            return;
        }
        for index in &self.prepared.armour {
            self.piles[*index] = Pile::Elided;
        }
        for index in self.prepared.signature.iter().filter(|index| **index < cut) {
            self.piles[*index] = Pile::Signature;
        }
    }

    fn set(&mut self, from: usize, to: usize, pile: Pile) {
        self.piles[from..to].fill(pile);
    }

    /// Whether the line is a quoted one. The wrapped end of an introduction,
    /// "> wrote:", only looks so.
    fn quoted(&self, at: usize) -> bool {
        if !lines::is_quoted(self.lines[at]) {
            return false;
        }
        let (inner, marks) = lines::unquoted(self.lines[at]);
        let above = at.checked_sub(1).map_or("", |n| self.lines[n]);
        let open = above
            .rfind('<')
            .is_some_and(|lt| !above[lt..].contains('>'))
            && !lines::is_quoted(above);
        !(marks == 1 && open && inner.trim_end().ends_with(':') && inner.len() < 40)
    }

    /// Every introduction in unquoted lines: (first line, line after it, how sure).
    fn intros(&self) -> Vec<(usize, usize, Intro)> {
        let mut intros: Vec<(usize, usize, Intro)> = Vec::new();
        for last in 0..self.lines.len() {
            let line = self.lines[last].trim();
            if line.is_empty() || self.quoted(last) {
                continue;
            }
            let Some((first, sure)) = intro::ending_at(self.lines, last, |n| !self.quoted(n))
            else {
                continue;
            };
            // "Original message" may stand above it.
            let above = (first.saturating_sub(2)..first)
                .rev()
                .find(|n| !self.lines[*n].trim().is_empty());
            let older = |n: &usize| lines::announces(self.lines[*n]) == Some(Announces::Older);
            let first = above.filter(older).unwrap_or(first);
            if intros.last().is_none_or(|(_, end, _)| first >= *end) {
                intros.push((first, last + 1, sure));
            }
        }
        for named in &self.prepared.intros {
            let quote = (*named..self.lines.len()).take(8).find(|n| self.quoted(*n));
            let known = intros
                .iter()
                .any(|(first, end, _)| (*first..*end).contains(named));
            if let (Some(quote), Some(first), false) = (quote, self.next_filled(*named), known)
                && first < quote
            {
                intros.retain(|(at, ..)| !(first..quote).contains(at));
                intros.push((first, quote, Intro::Sure));
            }
        }
        intros.sort_by_key(|(first, ..)| *first);
        intros
    }

    fn next_filled(&self, from: usize) -> Option<usize> {
        (from..self.lines.len()).find(|n| !self.lines[*n].trim().is_empty())
    }

    /// The line from which on everything is an older letter.
    fn cut(&mut self, intros: &[(usize, usize, Intro)]) -> usize {
        let count = self.lines.len();
        let mut intros = intros.iter().peekable();
        for at in 0..count {
            if self.lines[at].trim().is_empty() {
                continue;
            }
            if self.prepared.older.is_some_and(|older| older <= at) && self.text_above(at) {
                return self.older(at);
            }
            while intros.next_if(|(first, ..)| *first < at).is_some() {}
            if let Some((_, end, Intro::Sure)) = intros.peek().filter(|(first, ..)| *first == at) {
                let followed = self.next_filled(*end);
                let quote_follows = followed.is_some_and(|n| self.quoted(n));
                if !quote_follows && followed.is_some() && self.text_above(at) {
                    return self.above_rules(at);
                }
            }
            match lines::announces(self.lines[at]) {
                Some(Announces::Forwarded) => return self.forward(at),
                Some(Announces::Older) if self.text_above(at) || !self.quote_near(at) => {
                    return self.older(at);
                }
                Some(Announces::Above) if self.text_above(at) => return at,
                _ => {}
            }
            let foreign = || self.text_above(at) && self.around.foreign_block(self.lines, at);
            let block = || lines::header_block(self.lines, at, false).is_some() || foreign();
            if !self.quoted(at) && block() {
                return self.older(at);
            }
        }
        count
    }

    /// Whether quoted lines stand directly below this line and its introduction.
    fn quote_near(&self, at: usize) -> bool {
        (at + 1..self.lines.len())
            .filter(|n| !self.lines[*n].trim().is_empty())
            .take(4)
            .any(|n| self.quoted(n))
    }

    /// Whether somebody wrote something above this line.
    fn text_above(&self, at: usize) -> bool {
        self.first_text.is_some_and(|first| first < at)
    }

    fn forward(&mut self, at: usize) -> usize {
        let block = (at + 1..(at + 8).min(self.lines.len())).find(|n| {
            let bare: Vec<&str> = self.lines[*n..]
                .iter()
                .take(24)
                .map(|l| lines::unquoted(l).0)
                .collect();
            lines::header_block(&bare, 0, true).is_some()
        });
        self.forwarded_from = Some(block.unwrap_or((at + 1).min(self.lines.len())));
        self.above_rules(at)
    }

    /// An older letter with its headers: our own coming back, or one passed on.
    fn older(&mut self, at: usize) -> usize {
        let last = (at + 6).min(self.lines.len());
        let block = (at..last)
            .find_map(|n| lines::header_block(self.lines, n, n > at).map(|length| (n, length)));
        if let Some((first, length)) = block
            && self.passed_on(first, length)
        {
            self.forwarded_from = Some(first);
        }
        self.above_rules(at)
    }

    /// Whether the letter below these headers is somebody else's, not an answer
    /// to the people this letter goes to.
    fn passed_on(&self, first: usize, length: usize) -> bool {
        if self.around.is_forward {
            return true;
        }
        let mentions = |line: &str, names: &[String]| {
            let low = line.to_lowercase();
            let value = low.split_once([':', '：']).map_or("", |(_, value)| value);
            // A name alone may stand for the address, and a first name for the whole.
            let mut words = value
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| w.chars().count() > 3);
            names.iter().any(|name| low.contains(name.as_str()))
                || !value.contains('@')
                    && words.any(|word| names.iter().any(|name| name.contains(word)))
        };
        let block = &self.lines[first..first + length];
        let line_of = |wanted| {
            block
                .iter()
                .find(|l| lines::field(l) == Some(wanted))
                .copied()
                .unwrap_or_default()
        };
        let from = line_of(tables::Field::From);
        let to = line_of(tables::Field::To);
        !mentions(from, &self.around.readers) && !mentions(to, &self.around.writers)
    }

    /// Blank lines and rules directly above `at` belong to what follows.
    fn above_rules(&self, at: usize) -> usize {
        let mut first = at;
        while first > 0
            && (self.lines[first - 1].trim().is_empty() || lines::is_rule(self.lines[first - 1]))
        {
            first -= 1;
        }
        first
    }

    /// The lines above the cut in stretches of text and of quotes.
    fn stretches(&self, cut: usize, intros: &[(usize, usize, Intro)]) -> Vec<Stretch> {
        let mut list: Vec<Stretch> = Vec::new();
        let mut at = 0;
        while at < cut {
            if self.lines[at].trim().is_empty() {
                at += 1;
                continue;
            }
            let intro = intros
                .binary_search_by_key(&at, |(first, ..)| *first)
                .ok()
                .map(|n| intros[n]);
            let intro = intro.filter(|(_, end, _)| {
                self.next_filled(*end)
                    .is_some_and(|n| n < cut && self.quoted(n))
            });
            if let Some((first, end, _)) = intro {
                let quote = self.next_filled(end).unwrap_or(end);
                list.push(Stretch {
                    quote: true,
                    intro: Some(first),
                    first: quote,
                    end: quote + 1,
                });
                at = quote + 1;
                continue;
            }
            let quote = self.quoted(at);
            match list.last_mut() {
                Some(last) if last.quote == quote => last.end = at + 1,
                _ => list.push(Stretch {
                    quote,
                    intro: None,
                    first: at,
                    end: at + 1,
                }),
            }
            at += 1;
        }
        list
    }

    /// Takes quotes and signatures off the end until new words stand there.
    fn strip_end(&mut self, stretches: &mut Vec<Stretch>) {
        while let Some(last) = stretches.last().cloned() {
            if last.quote {
                // A rule directly above belongs to the quote.
                let mut first = last.intro.unwrap_or(last.first);
                while first > 0 && lines::is_rule(self.lines[first - 1]) {
                    first -= 1;
                }
                self.set(first, last.end, Pile::Elided);
                stretches.pop();
                if let Some(above) = stretches.last_mut() {
                    above.end = above.end.min(first).max(above.first);
                }
                continue;
            }
            let below_quote = stretches.len() >= 2;
            let first_line = self.signature(last.first, last.end, below_quote);
            self.set(first_line, last.end, Pile::Signature);
            let left = (last.first..first_line).any(|n| !self.lines[n].trim().is_empty());
            if left {
                break;
            }
            stretches.pop();
        }
    }

    /// Where the signature at the end of these lines begins; `end` when there is none.
    fn signature(&self, first: usize, end: usize, below_quote: bool) -> usize {
        // How many filled lines stand below each line.
        let mut below = vec![0usize; end - first];
        for at in (first + 1..end).rev() {
            below[at - 1 - first] =
                below[at - first] + usize::from(!self.lines[at].trim().is_empty());
        }
        let mut end = end;
        if below_quote && lines::is_signature(&self.lines[first..end]) {
            return first;
        }
        // A mark with few lines below it; the last such mark but for the first "-- ".
        for at in first..end {
            let line = self.lines[at];
            let below = below[at - first];
            let asks = || {
                self.lines[at + 1..end]
                    .iter()
                    .any(|l| l.trim_end().ends_with('?') || lines::is_afterthought(l))
            };
            if lines::is_signature_mark(line) && below <= 30 && !asks() {
                end = at;
                break;
            }
            let rule = lines::is_rule(line)
                && line
                    .trim()
                    .chars()
                    .all(|c| matches!(c, '_' | '-' | '—' | '─' | '='));
            if rule && below <= 10 && lines::looks_like_signature(&self.lines[at + 1..end]) {
                end = at;
                break;
            }
        }
        loop {
            let Some(last) = (first..end)
                .rev()
                .find(|n| !self.lines[*n].trim().is_empty())
            else {
                return end;
            };
            let ruled = lines::is_rule(self.lines[last])
                && self
                    .lines
                    .get(end)
                    .is_some_and(|below| lines::is_device(below));
            let paragraph = (first..=last)
                .rev()
                .take(30)
                .take_while(|n| !self.lines[*n].trim().is_empty());
            let begin = paragraph.last().unwrap_or(last);
            // Nothing but a disclaimer is a letter.
            let words_above = (first..begin).any(|n| !self.lines[n].trim().is_empty());
            if lines::is_device(self.lines[last]) || ruled {
                end = last;
            } else if words_above && lines::is_disclaimer(&self.lines[begin..=last]) {
                end = begin;
            } else {
                return end;
            }
        }
    }

    /// Quotes between new words stay where they are, because the words answer
    /// them; only a letter answered below its full quote loses the quote.
    fn strip_quotes(&mut self, stretches: &[Stretch]) {
        let quotes: Vec<&Stretch> = stretches.iter().filter(|s| s.quote).collect();
        if let [only] = quotes[..]
            && only.first == stretches[0].first
            && let Some(intro) = only.intro
        {
            self.set(intro, only.end, Pile::Elided);
            return;
        }
        for quote in quotes {
            if let Some(intro) = quote.intro {
                self.set(intro, quote.first, Pile::Elided);
            }
        }
    }

    fn finish(self) -> Piles {
        let pick = |wanted: &dyn Fn(Pile) -> bool| {
            let rest_follows = wanted(self.piles.last().copied().unwrap_or(Pile::Reply));
            let rest = Some(&self.prepared.rest).filter(|rest| rest_follows && !rest.is_empty());
            let picked: Vec<&str> = self
                .prepared
                .lines
                .iter()
                .zip(&self.piles)
                .filter(|(_, p)| wanted(**p))
                .map(|(l, _)| *l)
                .chain(rest.copied())
                .collect();
            let text = picked.join("\n");
            let text = text.trim_matches(['\n', ' ', '\t', '\u{a0}']).to_string();
            (!text.is_empty()).then_some(text)
        };
        let forwarded = self.forwarded_from.map(|from| {
            let rest = &self.prepared.lines[from.min(self.lines.len())..];
            let marked = rest
                .iter()
                .all(|l| l.trim().is_empty() || lines::is_quoted(l));
            let bare: Vec<&str> = rest
                .iter()
                .map(|l| if marked { lines::one_mark_less(l) } else { l })
                .collect();
            bare.join("\n").trim().to_string()
        });
        let forwarded = forwarded.filter(|f| !f.is_empty());
        Piles {
            forwarded_from: forwarded.as_deref().and_then(passed::writer),
            reply: pick(&|p| p == Pile::Reply).unwrap_or_default(),
            signature: pick(&|p| p == Pile::Signature),
            forwarded,
            elided: pick(&|p| p != Pile::Reply),
        }
    }
}

#[cfg(test)]
mod tests;
