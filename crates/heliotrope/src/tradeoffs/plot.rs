//! One row of the map as a drawing: a box where we decided to be, a dot where
//! it is lived. The same figures stand in the table's cells beside it.

use crate::kit::words::Words;
use crate::t;
use maud::{Markup, html};

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 28.0;
const EDGE: f64 = 14.0;

/// Where 1 to 5 stands.
fn across(value: f64) -> f64 {
    EDGE + (value.clamp(1.0, 5.0) - 1.0) / 4.0 * (WIDTH - 2.0 * EDGE)
}

/// `decided` from 1 bad to 5 great; `lived` the same, none: no facts.
pub fn row(decided: i64, lived: Option<f64>, words: Words) -> Markup {
    let middle = HEIGHT / 2.0;
    let box_at = across(decided as f64);
    let said = match lived {
        Some(lived) => t!(
            words,
            "tradeoffs-plot-both",
            decided = decided,
            lived = format!("{lived:.1}")
        ),
        None => t!(words, "tradeoffs-plot-decided", decided = decided),
    };
    html! {
        svg.map-plot viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(said) {
            @for step in 1..=5 {
                line.grid x1=(across(f64::from(step))) x2=(across(f64::from(step))) y1="3" y2=(HEIGHT - 3.0) {}
            }
            line.axis x1=(EDGE) x2=(WIDTH - EDGE) y1=(middle) y2=(middle) {}
            @if let Some(lived) = lived {
                line.between x1=(box_at) x2=(across(lived)) y1=(middle) y2=(middle) {}
            }
            rect.decided x=(box_at - 7.0) y=(middle - 7.0) width="14" height="14" rx="2" {}
            @if let Some(lived) = lived { circle.lived cx=(across(lived)) cy=(middle) r="5" {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::Lang;

    #[test]
    fn the_drawing_says_what_it_shows() {
        let words = Words::of(Lang::En);
        let both = row(1, Some(2.5), words).into_string();
        assert!(both.contains("Decided 1 of 5, lived 2.5"), "{both}");
        assert!(
            both.contains("cx=\"93.5\"") && both.contains("x=\"7\""),
            "{both}"
        );
        let alone = row(5, None, words).into_string();
        assert!(!alone.contains("circle") && alone.contains("Decided 5 of 5, no facts yet"));
    }
}
