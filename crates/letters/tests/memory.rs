//! What a letter costs while it is read: at most four times its size, counted by
//! the allocator, the letter itself included.

use std::sync::Mutex;

use letters::read;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The allocator counts for the whole program.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

const SIZE: usize = 50 * 1024 * 1024;
const MOST_TIMES: f64 = 4.0;

#[track_caller]
fn check(name: &str, head: &str, piece: &str, tail: &str) {
    let _alone = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|broken| broken.into_inner());
    let mut raw = Vec::with_capacity(SIZE + 1_000);
    raw.extend_from_slice(format!("From: a@example.org\nSubject: x\n{head}").as_bytes());
    let much = piece.repeat(64 * 1024 / piece.len() + 1);
    while raw.len() + much.len() + tail.len() < SIZE {
        raw.extend_from_slice(much.as_bytes());
    }
    raw.extend_from_slice(tail.as_bytes());
    let before = ALLOCATOR.current_usage() - raw.capacity();
    ALLOCATOR.reset_peak_usage();
    let read = read(&raw);
    let peak = ALLOCATOR.peak_usage() - before;
    let times = peak as f64 / raw.len() as f64;
    println!("{name}: {times:.2} times the size of the letter");
    assert!(times <= MOST_TIMES, "{name}: {times:.2} times its size");
    drop(read);
}

const MIXED: &str = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
const FILE: &str = "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: ";

#[test]
fn files() {
    check(
        "base64",
        &format!("{MIXED}{FILE}base64\n\n"),
        &format!("{}\n", "QUJD".repeat(19)),
        "\n--b--\n",
    );
    check(
        "8bit",
        &format!("{MIXED}{FILE}8bit\n\n"),
        "some bytes of a file in lines\n",
        "\n--b--\n",
    );
    check(
        "quoted-printable",
        &format!("{MIXED}{FILE}quoted-printable\n\n"),
        "=41=42=\n",
        "\n--b--\n",
    );
    check(
        "many",
        MIXED,
        &format!("{FILE}base64\n\n{}\n--b\n", "QUJD".repeat(8_000)),
        "\n--b--\n",
    );
    check(
        "carried",
        &format!("{MIXED}Content-Type: message/rfc822\n\nSubject: y\n\n"),
        "words of a letter in a letter\n",
        "\n--b--\n",
    );
    check(
        "uuencoded",
        "\nbegin 644 a\n",
        "M86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C86)C\n",
        "`\nend\n",
    );
}

#[test]
fn texts() {
    check(
        "text",
        "\n",
        "Where is my bicycle, and when does it come?\n",
        "",
    );
    check("line breaks", "\n", "\n", "");
    check(
        "Western bytes",
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n",
        "=E9",
        "",
    );
    check(
        "flowed",
        "Content-Type: text/plain; format=flowed\n\n",
        "a \n",
        "",
    );
    check(
        "introductions",
        "\n",
        "On 1.2.2020 10:00 Ann <a@b.example> wrote:\n",
        "",
    );
    check(
        "html",
        "Content-Type: text/html\n\n",
        "<p>Where is my <b>bicycle</b>?</p>\n",
        "",
    );
    check("tags", "Content-Type: text/html\n\n", "<b>", "");
    check(
        "many texts",
        MIXED,
        &format!(
            "Content-Type: text/plain\n\n{}\n--b\n",
            "words ".repeat(5_000)
        ),
        "--b--\n",
    );
}

#[test]
fn envelopes() {
    check("headers", "", "X-A: b\n", "\n\nwords\n");
    check(
        "headers of parts",
        MIXED,
        &format!("{}\nx\n--b\n", "a:\n".repeat(8_000)),
        "--b--\n",
    );
    check("addresses", "To: ", "a@b.example, ", "\n\nwords");
    check(
        "report",
        "Content-Type: message/delivery-status\n\n",
        "Final-Recipient: rfc822; a@b.example\n\n",
        "",
    );
}
