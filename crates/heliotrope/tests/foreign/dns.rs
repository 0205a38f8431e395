//! A DNS server on loopback that knows what a test tells it, and nothing else.

use std::net::{SocketAddr, UdpSocket};

use hickory_resolver::proto::op::{Message, MessageType};
use hickory_resolver::proto::rr::{RData, Record};

/// What it knows: a name without the dot at the end, and a record of that name.
pub type Zone = Vec<(String, RData)>;

/// Answers until the process ends. A name or kind that it does not know has no
/// records; that is no error.
pub fn serve(zone: Zone) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port on loopback");
    let address = socket.local_addr().expect("a bound port");
    std::thread::spawn(move || {
        let mut buffer = [0; 1500];
        while let Ok((size, from)) = socket.recv_from(&mut buffer) {
            let asked = Message::from_vec(&buffer[..size]).expect("a question");
            let answer = answer(&asked, &zone).to_vec().expect("an answer");
            socket.send_to(&answer, from).expect("answering");
        }
    });
    address
}

fn answer(asked: &Message, zone: &Zone) -> Message {
    let mut answer = Message::new(
        asked.metadata.id,
        MessageType::Response,
        asked.metadata.op_code,
    );
    answer.metadata.recursion_available = true;
    for query in &asked.queries {
        answer.add_query(query.clone());
        let name = query.name().to_utf8();
        for (known, data) in zone {
            let named = format!("{known}.").eq_ignore_ascii_case(&name);
            if named && data.record_type() == query.query_type() {
                answer.add_answer(Record::from_rdata(query.name().clone(), 60, data.clone()));
            }
        }
    }
    answer
}
