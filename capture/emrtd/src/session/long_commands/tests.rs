use super::*;
use crate::apdu::{CommandApdu, ResponseApdu, StatusWord};

fn exchange() -> Exchange {
    let long = CommandApdu::new(0x00, 0x86, 0, 0).with_data(vec![7; 500]).expecting(300);
    let select = CommandApdu::new(0x00, 0x22, 0x41, 0xA4).with_data([1]);
    Exchange::new(Request::accepting(select, &[StatusPattern::ANY])).then(long)
}

fn answers(statuses: &[u16]) -> Answers {
    Answers::new(statuses.iter().map(|status| ResponseApdu::new([], StatusWord(*status)))).unwrap()
}

#[test]
fn a_reader_of_extended_length_sends_commands_as_they_are() {
    let mut long = LongCommands::new(true);
    assert_eq!(long.send(exchange(), true), exchange());
    assert_eq!(long.receive(answers(&[0x9000, 0x9000])), Some(answers(&[0x9000, 0x9000])));
    assert!(long.were_extended() && long.fall_back());
    assert!(!long.were_extended() && !long.fall_back());
    assert_eq!(long.send(exchange(), true).requests().len(), 4);
}

#[test]
fn any_other_sends_them_in_parts_and_joins_the_answers() {
    let mut long = LongCommands::new(false);
    for (protected, lengths) in [(true, [1, 223, 223, 54]), (false, [1, 255, 245, 0])] {
        let sent = long.send(exchange(), protected);
        let found: Vec<usize> = sent.requests().iter().map(|request| request.command.data.len()).collect();
        assert_eq!(found, lengths[..found.len()]);
        assert!(sent.requests().iter().all(|request| !request.command.needs_extended()));
        assert_eq!(sent.requests()[0].accept, [StatusPattern::ANY]);
    }
    for (came, joined) in [
        (&[0x6A88, 0x9000, 0x9000][..], &[0x6A88, 0x9000][..]),
        (&[0x9000, 0x9000, 0x6A80], &[0x9000, 0x6A80]),
        (&[0x9000, 0x6884], &[0x9000, 0x6884]),
        (&[0x6A80], &[0x6A80]),
    ] {
        long.send(exchange(), false);
        assert_eq!(long.receive(answers(came)), Some(answers(joined)));
    }
    assert!(!long.fall_back());
}

#[test]
fn a_chip_that_says_what_it_takes_is_believed() {
    for (third, in_parts) in [(0x80, true), (0xC0, false), (0x40, false), (0x00, false)] {
        let mut long = LongCommands::new(true);
        long.learn(&[0x47, 3, 0, 0, third]);
        assert_eq!(long.send(exchange(), false).requests().len() > 2, in_parts, "{third:02X}");
    }
}
