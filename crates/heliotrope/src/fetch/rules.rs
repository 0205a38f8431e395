//! How much to ask for at once, how long to rest, and what a letter that does
//! not come over the line has become: pure decisions.

use std::time::Duration;

use super::server::Waiting;

/// Letters asked for at once, and their bytes. One larger letter is a page.
pub const PAGE: usize = 50;
pub const PAGE_BYTES: u64 = 8 << 20;
/// Letters looked at in one list: the next list begins where it ended.
pub const LIST: usize = 2_000;

const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// When it is our own disk that takes nothing in: no server is asked too often
/// by that, and there may be room again soon.
const LONGEST_OF_OURS: Duration = Duration::from_secs(15);
/// When one folder is not there: letters in the others wait no longer than on a
/// server that does not tell of new ones.
const LONGEST_OF_A_FOLDER: Duration = Duration::from_secs(60);

/// After so much in vain we go on without a letter: three times "no", five
/// times a goodbye, or fifteen broken lines, which with the growing pauses take
/// three quarters of an hour. A line may break for other reasons.
const ENOUGH: u32 = 15;
const REFUSED: u32 = 5;
const LEFT: u32 = 3;
const BROKE: u32 = 1;

/// How many of `waiting` fit into one page; at least one if there is one. A
/// letter over `limit` is a page by itself.
pub fn page(waiting: &[Waiting], limit: u64) -> usize {
    let mut bytes = 0;
    let fits = waiting.iter().take(PAGE).take_while(|letter| {
        let size = u64::from(letter.size);
        bytes += size;
        bytes <= PAGE_BYTES && size <= limit
    });
    fits.count().max(1).min(waiting.len())
}

/// What the answer to a page may hold. Some servers count line ends as one
/// byte, and each letter has a line of its own.
pub fn most_bytes(page: &[Waiting]) -> u64 {
    let announced: u64 = page.iter().map(|l| u64::from(l.size)).sum();
    announced + announced / 4 + (1 << 20)
}

/// How long an answer of so many bytes may take in all, at 16 KiB a second.
pub fn longest_answer(most: u64) -> Duration {
    Duration::from_secs((120 + most / 16_384).min(3_600))
}

/// How long to rest after `failures` in a row, the last for the reason `code`. The jitter, from 0 to 1, keeps
/// many mailboxes of one server from coming back together.
pub fn pause(code: &str, failures: u32, jitter: f64) -> Duration {
    let grown = FIRST_PAUSE * 2u32.saturating_pow(failures.saturating_sub(1).min(10));
    let longest = match code {
        "kept" => LONGEST_OF_OURS,
        "folder" => LONGEST_OF_A_FOLDER,
        _ => LONGEST_PAUSE,
    };
    grown
        .min(longest)
        .mul_f64(1.0 - 0.25 * jitter.clamp(0.0, 1.0))
}

/// Troubles that pass with the next line.
pub fn is_common(code: &str) -> bool {
    matches!(code, "cut" | "bye" | "timeout")
}

/// How a letter was tried in vain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tries {
    in_vain: u32,
    /// The line breaks at its head too.
    pub head_broke: bool,
}

impl Tries {
    /// One more, that ended with this trouble.
    pub fn add(&mut self, code: &str) {
        self.in_vain += match code {
            "no" => REFUSED,
            "bye" => LEFT,
            _ => BROKE,
        };
    }

    pub fn is_first(self) -> bool {
        self.in_vain == 0
    }

    /// Is it time to go on without this letter?
    pub fn are_enough(self) -> bool {
        self.in_vain >= ENOUGH
    }
}

/// Where a folder begins for us that we see for the first time, or that began
/// to count anew: behind everything, unless letters came `since` (seconds).
/// `ages` are UIDs with the seconds at which the server took them in; `next`
/// is the UID of the next letter.
pub fn beginning(next: u32, ages: &[(u32, i64)], since: i64) -> u32 {
    let first = ages.iter().filter(|(_, at)| *at >= since);
    let first = first.map(|(uid, _)| *uid).min().unwrap_or(next).min(next);
    first.saturating_sub(1)
}

/// When the oldest letter that we bring came, in seconds: the last `bring` of
/// `ages`, else `told`, when we were told to fetch.
pub fn since(ages: &[(u32, i64)], bring: usize, told: i64) -> i64 {
    let mut ages = ages.to_vec();
    ages.sort_unstable();
    let last = ages.iter().rev().take(bring);
    last.map(|(_, at)| *at)
        .min()
        .map_or(told, |at| at.min(told))
}

/// May the first automatic answer go out for a letter that the server took in
/// at `came` and that says of itself `dated` (both seconds)? Not for what was
/// there before us, not days later, and not for what merely moved house.
pub fn may_answer(came: Option<i64>, dated: Option<i64>, told: i64, now: i64) -> bool {
    const DAY: i64 = 86_400;
    came.is_none_or(|came| came >= told && now - came < DAY)
        && dated.is_none_or(|dated| now - dated < 2 * DAY)
}

/// The head of a letter, unfolded, line by line; no more than 64 KiB of it.
fn head(bytes: &[u8]) -> Vec<String> {
    let bytes = &bytes[..bytes.len().min(64 * 1024)];
    let mut lines: Vec<String> = Vec::new();
    for line in bytes.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        match (
            line.is_empty(),
            line.starts_with([' ', '\t']),
            lines.last_mut(),
        ) {
            (true, ..) => break,
            (_, true, Some(last)) => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn header<'a>(head: &'a [String], name: &str) -> Option<&'a str> {
    head.iter().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then_some(value.trim())
    })
}

/// The envelope's sender as the server noted it on delivery; empty: a bounce,
/// or nobody noted it.
pub fn return_path(bytes: &[u8]) -> String {
    let head = head(bytes);
    let noted = header(&head, "Return-Path").unwrap_or_default();
    let noted = noted.trim_matches(['<', '>', ' ']).to_lowercase();
    match noted.contains('@') && !noted.contains(char::is_whitespace) {
        true => noted,
        false => String::new(),
    }
}

/// When the letter says it was written, in seconds.
pub fn dated(bytes: &[u8]) -> Option<i64> {
    let head = head(bytes);
    let date = jiff::fmt::rfc2822::parse(header(&head, "Date")?).ok()?;
    Some(date.timestamp().as_second())
}

/// What a person gets to see of a letter that does not come: its head, or
/// where it lies. In English, as it stands in the raw bytes of an arrival.
pub fn known_of(folder: &str, letter: Waiting, said: &str, head: Option<Vec<u8>>) -> Vec<u8> {
    let where_it_lies = format!(
        "Letter {} in the folder {folder}, {} bytes. The server said: {said}\r\n",
        letter.uid, letter.size
    );
    match head {
        Some(mut head) => {
            while head.ends_with(b"\n") || head.ends_with(b"\r") {
                head.pop();
            }
            head.extend_from_slice(format!("\r\n\r\n{where_it_lies}").as_bytes());
            head
        }
        None => format!("\r\n{where_it_lies}").into_bytes(),
    }
}

/// "17-Jul-2026 02:44:25 -0700" as seconds since 1970.
pub fn seconds_of(date: &str) -> Option<i64> {
    let zoned = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?;
    Some(zoned.to_timestamp().ok()?.as_second())
}

/// The day for SEARCH, a day earlier: its days are of no zone.
pub fn day_before(seconds: i64) -> Option<String> {
    let day = jiff::Timestamp::from_second(seconds.saturating_sub(86_400)).ok()?;
    let day = day.to_zoned(jiff::tz::TimeZone::UTC);
    Some(day.strftime("%d-%b-%Y").to_string())
}

/// The first line of what a reader could not read, from its complaint.
pub fn quoted(complaint: &str) -> Option<String> {
    let (_, heard) = complaint.rsplit_once("during parsing of \"")?;
    let line = heard.split("\\r").next()?.split("\\n").next()?;
    let line: String = line.trim_end_matches('"').chars().take(100).collect();
    (!line.is_empty()).then_some(line)
}

/// The first pause after a copy was begun: whatever became of that, its server
/// is through with it then.
const COPY_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_COPY_PAUSE: Duration = Duration::from_secs(3 * 3600);

/// How long a copy that is begun now belongs to whoever begins it, after
/// `tries` before; three times as long each time.
pub fn copy_pause(tries: i64) -> Duration {
    let grown = 3u32.saturating_pow(u32::try_from(tries.clamp(0, 10)).unwrap_or(10));
    COPY_PAUSE.saturating_mul(grown).min(LONGEST_COPY_PAUSE)
}

/// The id in "[MAILBOXID (F22)] Ok", which the reader leaves in the text.
pub fn mailbox_id(text: &str) -> Option<String> {
    let (code, _) = text.strip_prefix('[')?.split_once(']')?;
    let (word, id) = code.split_once('(')?;
    let id = id.strip_suffix(')')?.trim();
    let is_one = word.trim().eq_ignore_ascii_case("MAILBOXID") && !id.is_empty();
    is_one.then(|| id.chars().take(255).collect())
}

/// Every server has it, and by no other name.
pub fn is_inbox(folder: &str) -> bool {
    folder.eq_ignore_ascii_case("INBOX")
}

/// Seconds since 1970 as APPEND takes them.
pub fn date_of(seconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    Some(at.strftime("%d-%b-%Y %H:%M:%S %z").to_string())
}

/// Is this what mail programs call the folder of sent letters?
pub fn is_called_sent(folder: &str) -> bool {
    const NAMES: [&str; 10] = [
        "sent",
        "sent items",
        "sent messages",
        "sent mail",
        "gesendet",
        "gesendete objekte",
        "gesendete elemente",
        "envoyés",
        "enviados",
        "inviati",
    ];
    let last = folder.rsplit(['/', '.']).next().unwrap_or_default();
    NAMES.contains(&last.to_lowercase().as_str())
}

/// A header's Message-ID as SEARCH takes it: no quote gets in.
pub fn searchable(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '<' | '>'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn pages(sizes: &[u32], expected: usize) {
        let waiting: Vec<Waiting> = (1..)
            .zip(sizes)
            .map(|(uid, size)| Waiting { uid, size: *size })
            .collect();
        assert_eq!(page(&waiting, 6 << 20), expected, "{sizes:?}");
    }

    #[test]
    fn a_page_has_an_end_in_letters_and_in_bytes() {
        pages(&[], 0);
        pages(&[1000; 7], 7);
        pages(&[1000; 51], 50);
        pages(&[5 << 20, 3 << 20, 1], 2);
        pages(&[1, 1, 7 << 20, 1], 2);
        pages(&[50 << 20, 1], 1);
        pages(&[1, 50 << 20], 1);
    }

    #[test]
    fn pauses_grow_to_five_minutes() {
        let seconds = |failures| pause("sign-in", failures, 0.0).as_secs();
        assert_eq!([1, 2, 3, 8, 9, 99].map(seconds), [2, 4, 8, 256, 300, 300]);
        assert_eq!(pause("kept", 99, 0.0), LONGEST_OF_OURS);
        assert_eq!(pause("folder", 99, 0.0), LONGEST_OF_A_FOLDER);
        assert_eq!(pause("cut", 1, 1.0), Duration::from_millis(1500));
    }

    #[test]
    fn a_copy_is_begun_again_after_a_minute_and_after_three_hours_at_most() {
        let seconds = |tries| copy_pause(tries).as_secs();
        assert_eq!(
            [0, 1, 2, 5, 99].map(seconds),
            [60, 180, 540, 10_800, 10_800]
        );
    }

    #[test]
    fn a_no_is_believed_sooner_than_a_broken_line() {
        let enough_after = |code| {
            let mut tries = Tries::default();
            (1..).find(|_| {
                tries.add(code);
                tries.are_enough()
            })
        };
        let after = ["no", "bye", "cut", "protocol"].map(enough_after);
        assert_eq!(after, [Some(3), Some(5), Some(15), Some(15)]);
    }

    #[test]
    fn a_folder_begins_with_what_came_since_we_were_told() {
        let ages = [(4, 90), (5, 100), (9, 110)];
        assert_eq!(beginning(10, &ages, 100), 4);
        assert_eq!(beginning(10, &ages, 111), 9);
        assert_eq!(beginning(1, &[], 111), 0);
        assert_eq!(since(&ages, 0, 105), 105);
        assert_eq!(since(&ages, 2, 105), 100);
        assert_eq!(since(&ages, 9, 80), 80);
    }

    #[test]
    fn old_letters_get_no_receipt() {
        const DAY: i64 = 86_400;
        let told = 100 * DAY;
        let answers = |came: i64, dated: i64, now: i64| {
            may_answer(Some(came * DAY), Some(dated * DAY), told, now * DAY)
        };
        assert!(answers(100, 100, 100) && !answers(99, 99, 100) && !answers(100, 100, 102));
        // Moved to another server yesterday, written years ago.
        assert!(!answers(100, 3, 100));
        assert!(may_answer(None, None, told, told));
    }

    #[test]
    fn dates_of_the_server_are_read() {
        assert_eq!(seconds_of("17-Jul-1996 02:44:25 -0700"), Some(837_596_665));
        assert_eq!(seconds_of(" 7-Jul-1996 02:44:25 +0000"), Some(836_707_465));
        assert_eq!(seconds_of("yesterday"), None);
        let written = date_of(837_596_665).unwrap();
        assert_eq!(written, "17-Jul-1996 09:44:25 +0000");
        assert_eq!(seconds_of(&written), Some(837_596_665));
        assert_eq!(day_before(837_596_665).as_deref(), Some("16-Jul-1996"));
    }

    #[test]
    fn the_id_of_a_folder_is_read() {
        let id = mailbox_id("[MAILBOXID (F2212ea87-6097)] Ok");
        assert_eq!(id.as_deref(), Some("F2212ea87-6097"));
        for other in [
            "Ok",
            "[NOMODSEQ] no (F1)",
            "[MAILBOXID ()] Ok",
            "[MAILBOXID (F1",
            "[X (F1)] ",
        ] {
            assert_eq!(mailbox_id(other), None, "{other}");
        }
    }

    #[test]
    fn a_head_tells_who_sent_it_and_when() {
        let raw = b"Return-Path: <Ines@customers.example>\r\nSubject: a\r\n b\r\nDate: Wed,\r\n 17 Jul 1996 02:44:25 -0700\r\n\r\nDate: no\r\n";
        assert_eq!(return_path(raw), "ines@customers.example");
        assert_eq!(dated(raw), Some(837_596_665));
        assert_eq!(return_path(b"Return-Path: <>\r\n\r\n"), "");
        assert_eq!(
            (return_path(b""), dated(b"\r\nDate: x")),
            (String::new(), None)
        );
    }

    #[test]
    fn what_speaks_there_instead_is_quoted_in_one_line() {
        let heard = |c: &str| quoted(c).unwrap_or_default();
        assert_eq!(
            heard(r#"Error(X) during parsing of "220 mx ESMTP\r\n250 x""#),
            "220 mx ESMTP"
        );
        assert_eq!(heard("nothing of the kind"), "");
    }
}
