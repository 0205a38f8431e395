//! Pieces for templates that make long pages without copying them about.

use maud::{PreEscaped, Render};

/// `(Room(n))`: what follows in this template has about `n` bytes. A text that
/// grows by doubling is copied twice before it is whole.
pub struct Room(pub usize);

impl Render for Room {
    fn render_to(&self, page: &mut String) {
        page.reserve(self.0);
    }
}

/// A long text. What needs no escaping goes in as it stands, in runs; the rest
/// is escaped as everywhere: byte for byte that takes ten times as long.
pub struct Long<'a>(pub &'a str);

impl Render for Long<'_> {
    fn render_to(&self, page: &mut String) {
        let mut rest = self.0;
        while let Some(at) = first_special(rest.as_bytes()) {
            let (run, from) = rest.split_at(at);
            // All four are one byte long.
            let (special, after) = from.split_at(1);
            PreEscaped(run).render_to(page);
            special.render_to(page);
            rest = after;
        }
        PreEscaped(rest).render_to(page);
    }
}

/// Looked for in steps that a processor takes at once.
fn first_special(text: &[u8]) -> Option<usize> {
    let special = |b: &u8| matches!(b, b'&' | b'<' | b'>' | b'"');
    let in_step = |step: &[u8]| step.iter().fold(false, |any, b| any | special(b));
    let step = text.chunks(32).position(in_step)? * 32;
    let within = text[step..].iter().position(special)?;
    Some(step + within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str) {
        assert_eq!(
            Long(text).render().into_string(),
            text.render().into_string()
        );
    }

    #[test]
    fn a_long_text_is_escaped_as_the_templates_do_it() {
        for text in [
            "",
            "plain",
            "<script>alert(\"1\" & '2')</script>",
            "&&&&",
            "ends with <",
            "Grüße, ナノ <b> \u{0} \u{fffd}",
        ] {
            check(text);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_holds(text in ".{0,40}[&<>\"]?.{0,40}") {
            check(&text);
        }
    }
}
