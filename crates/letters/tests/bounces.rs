//! Letters in which mail servers of many makes say in prose that one came back:
//! each is found, with the address it failed for and whether to try again.
//! Written after what the servers are known to write, with addresses of our own.

use letters::read;

/// From, subject, body, hard. The failed address is always the same.
#[rustfmt::skip]
const FORMS: &[(&str, &str, &str, bool)] = &[
    ("MAILER-DAEMON@mx.example", "FAILURE NOTICE :", "   ----- The following addresses had permanent fatal errors -----\n\n>>> ines@post.example <ines@post.example>\n\n   ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n", true),
    ("postmaster@mx.example", "[BOUNCE]", "Hi. This is the James mail server at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\nMessage details:\n  Subject: Your order\n  MAIL FROM: help@sonnhalde.example\n  RCPT TO: ines@post.example\n  From: help@sonnhalde.example\n\nError message below:\n550 - Requested action not taken: no such user here\n", true),
    ("Mailer Daemon <MAILER-DAEMON@mx.example>", "Delivery status notification: error", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nines@post.example: 552 5.2.2 Mailbox full\n\n    Below is a copy of the original message:\n\nFrom: help@sonnhalde.example\nTo: ines@post.example\n", false),
    ("Mail Delivery System <mailer-daemon@mx.example>", "Undelivered Mail Returned to Sender", "This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\nines@post.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <ines@post.example>... User Unknown\n", true),
    ("MailMarshal <postmaster@mx.example>", "Undeliverable Mail: \"Your order\"", "Your message:\n   From:    help@sonnhalde.example\n   Subject: Your order\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    ines@post.example\n\nAdditional information: sent by mx.example\n", true),
    ("Postmaster@mx.example", "Undeliverable Mail", "Unknown user: ines@post.example\n\nOriginal message follows.\n\nReceived: from sonnhalde.example\nFrom: help@sonnhalde.example\n", true),
    ("Mail Administrator <Postmaster@mx.example>", "Mail System Error - Returned Mail", "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n    Recipient: <ines@post.example>\n    Reason:    5.1.1 unknown or illegal alias: ines@post.example\n\nPlease reply to <Postmaster@mx.example>\nif you feel this message to be in error.\n", true),
    ("MAILER-DAEMON@mx.example", "Mail Delivery Problem", "   ----- The following addresses had delivery problems -----\nines@post.example\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n", false),
    ("post_master@mx.example", "Undeliverable Message", "Error:     Message could not be delivered to mobile.\n           No valid recipients for this message\n\n    To: ines@post.example\n    Subject: Your order\n", true),
    ("Mail Delivery System <MAILER-DAEMON@mx.example>", "Message delivery has failed", "Message delivery failed.\n\nUnable to deliver message to: <ines@post.example>\nDelivery failed for the following reason:\nServer mx.post.example[192.0.2.1] failed with: 550 <ines@post.example> No such user here\n", true),
    ("mailer-daemon@mx.example", "Недоставленное сообщение", "Это письмо отправлено почтовым сервером.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может\nбыть отправлено одному или нескольким адресатам.\n\nines@post.example: host mx.post.example[192.0.2.1] said: 550 5.1.1 User unknown\n", true),
    ("MAILER-DAEMON@mx.example", "メールを配信できません。", "Sent >>> RCPT TO:<ines@post.example>\nReceived <<< 550 5.1.1 <ines@post.example>... User unknown\n\nUnable to deliver message to <ines@post.example>.\n", true),
    ("Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "Warning: could not send message for past 4 hours", "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\nThe original message was received at Mon, 5 Jan 2026 09:00:00 +0100\n\n   ----- Transcript of session follows -----\n<ines@post.example>... Deferred: Connection timed out with mx.post.example.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n", false),
    ("Mail Delivery Subsystem <mailer-daemon@mx.example>", "Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     ines@post.example\n\nTechnical details of permanent failure: \nDNS Error: Domain name not found\n\n----- Original message -----\n\nFrom: help@sonnhalde.example\n", true),
    ("Mail Delivery Subsystem <mailer-daemon@mx.example>", "Delivery Status Notification (Failure)", "** Message blocked **\n\nYour message to ines@post.example has been blocked. See technical details below for more information.\n\nThe response was:\n\n552 5.7.0 This message was blocked because its content presents a potential security issue.\n", false),
    ("Mail Delivery System <Mailer-Daemon@mx.example>", "Warning: message 1abcde-0001 delayed 24 hours", "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.\n\nThe address to which the message has not yet been delivered is:\n\n  ines@post.example\n    Delay reason: Connection timed out\n\nNo action is required on your part.\n", false),
    ("MDaemon at mx.example <MDaemon@mx.example>", "WARNING:  Your message could not be delivered", "The attached message had permanent fatal delivery errors!\n\nAfter one or more unsuccessful delivery attempts the attached message has\nbeen removed from the mail queue on this server.\n\n   Recipient: ines@post.example\n\n--> RCPT To:<ines@post.example>\n<-- 550 ines@post.example Recipient unknown\n", true),
    ("Postmaster <postmaster@mx.example>", "Message de non-remise", "Votre message n'a pas pu être remis aux destinataires suivants :\n\nines@post.example\n\nMotif : 550 5.1.1 Utilisateur inconnu\n", true),
    ("Mail Delivery System <MAILER-DAEMON@mx.example>", "Impossibile recapitare il messaggio", "Il messaggio non è stato recapitato a:\n\n<ines@post.example>: 550 utente sconosciuto\n", true),
    ("Mail Delivery Service <mailer-daemon@mx.example>", "Delivery Report: FAILED", "The message could not be delivered to the recipient <ines@post.example>.\nReason: mailbox is full (over quota)\n", false),
];

#[test]
fn prose_of_many_servers() {
    let mut wrong = Vec::new();
    for (from, subject, body, hard) in FORMS {
        let raw = format!(
            "Return-Path: <>\nFrom: {from}\nTo: help@sonnhalde.example\nSubject: {subject}\nMessage-ID: <m@mx.example>\n\
             Date: Mon, 05 Jan 2026 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"
        );
        let (letter, _) = read(raw.as_bytes());
        match letter.bounce {
            Some(bounce) if bounce.hard == *hard && bounce.recipients == ["ines@post.example"] => {}
            other => wrong.push(format!("{from} / {subject}: {other:?}")),
        }
        // The same words from a person are a question.
        let asked = raw
            .replace("Return-Path: <>\n", "")
            .replace(from, "Ines Brandt <ines@post.example>")
            .replace(subject, "What does this mean?")
            .replace("\n\n", "\n\nHello, I got this:\n\n");
        let (letter, _) = read(asked.as_bytes());
        if letter.bounce.is_some() || letter.auto.is_some() {
            wrong.push(format!("a person asks: {subject}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        FORMS.len(),
        wrong.join("\n")
    );
}

/// Shops, carriers and colleagues write of deliveries, too.
#[test]
fn letters_about_deliveries_are_no_bounces() {
    for (from, subject, body) in [
        (
            "Parcel Service <noreply@parcel.example>",
            "Delivery failed",
            "We could not deliver your parcel today. It will be returned to you.",
        ),
        (
            "DHL Delivery Notification <noreply@carrier.example>",
            "Delivery report",
            "Your parcel was not delivered: recipient unknown at this address.",
        ),
        (
            "Bo <bo@shop.example>",
            "Undelivered order",
            "The order could not be delivered. Is the address right?",
        ),
        (
            "Ines <ines@post.example>",
            "Returned mail",
            "My letter was returned to you, says the post office.",
        ),
        (
            "Ines <ines@post.example>",
            "Re: failure notice",
            "I got a failure notice: user unknown. Which address is right?",
        ),
        (
            "Ines <ines@post.example>",
            "Unzustellbar",
            "Das Paket konnte nicht zugestellt werden, sagt der Bote.",
        ),
        (
            "Administrator <admin@customer.example>",
            "Delivery problem",
            "Our warehouse was unable to deliver. Please call us.",
        ),
    ] {
        let raw = format!(
            "Return-Path: <someone@post.example>\nFrom: {from}\nTo: help@sonnhalde.example\nSubject: {subject}\nMessage-ID: <m@post.example>\n\
             Date: Mon, 05 Jan 2026 10:00:00 +0100\n\n{body}\n"
        );
        let (letter, _) = read(raw.as_bytes());
        assert_eq!(
            (letter.bounce, letter.auto),
            (None, None),
            "{from}: {subject}"
        );
    }
}
