//! How long a certificate lasts, and when that is worth a word.

use std::time::Duration;

use crate::kit::At;

/// How the certificate of a host stands, as last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub host: String,
    /// When it ends; none while there is none.
    pub not_after: Option<At>,
    pub tried_at: At,
    /// What the other side said when the last try failed.
    pub trouble: Option<String>,
}

/// In whole days, as people count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Good {
        days: u64,
    },
    /// It still holds, but should have been renewed by now, or ends soon.
    Ending {
        days: u64,
    },
    Over,
    Missing,
}

const DAY: Duration = Duration::from_secs(86_400);
/// Below this a certificate is spoken of: ours are renewed long before.
const SOON: Duration = Duration::from_secs(14 * 86_400);

pub fn standing(certificate: &Certificate, now: At) -> Standing {
    let Some(ends) = certificate.not_after else {
        return Standing::Missing;
    };
    let left = ends.since(now);
    let days = left.as_secs() / DAY.as_secs();
    match left {
        Duration::ZERO => Standing::Over,
        left if left < SOON || certificate.trouble.is_some() => Standing::Ending { days },
        _ => Standing::Good { days },
    }
}

/// When the first certificate of a PEM file ends.
///
/// # Errors
/// In words, when there is none in it.
pub fn not_after(pem: &[u8]) -> Result<At, String> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let first = CertificateDer::pem_slice_iter(pem)
        .next()
        .ok_or("there is no certificate in it")?
        .map_err(|e| e.to_string())?;
    let (_, read) = x509_parser::parse_x509_certificate(&first).map_err(|e| e.to_string())?;
    Ok(At(read
        .validity()
        .not_after
        .timestamp()
        .saturating_mul(1_000_000)))
}

/// How long to wait after so many failures in a row: an authority counts them
/// and shuts the door after five in an hour.
pub fn pause(failures: u32) -> Duration {
    match failures {
        0 | 1 => Duration::from_secs(60),
        2 => Duration::from_secs(15 * 60),
        _ => Duration::from_secs(60 * 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_spoken_of_before_it_ends() {
        let check = |days: Option<i64>, trouble: bool, expected: Standing| {
            let now = At(1_000_000);
            let certificate = Certificate {
                host: "desk.example.org".into(),
                not_after: days.map(|d| At(now.0 + d * 86_400_000_000)),
                tried_at: now,
                trouble: trouble.then(|| "no".into()),
            };
            assert_eq!(standing(&certificate, now), expected, "{days:?} {trouble}");
        };
        check(Some(60), false, Standing::Good { days: 60 });
        check(Some(60), true, Standing::Ending { days: 60 });
        check(Some(13), false, Standing::Ending { days: 13 });
        check(Some(0), false, Standing::Over);
        check(Some(-3), true, Standing::Over);
        check(None, true, Standing::Missing);
    }
}
