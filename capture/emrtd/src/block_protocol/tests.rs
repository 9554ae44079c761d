//! Both ends over an air that loses, damages and doubles blocks.

use super::*;
use proptest::prelude::*;

/// What becomes of one block and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    /// The card never hears it.
    CommandLost,
    /// The card hears it, the reader hears nothing.
    AnswerLost,
    /// The card hears it twice.
    Doubled,
    /// The reader hears the answer before this one again.
    Stale,
    /// The reader hears something that is no block.
    Damaged,
}

/// A card that tells each command apart and counts them.
struct Card {
    responder: Option<Responder>,
    executed: Vec<Vec<u8>>,
    extends: bool,
    granting: Option<Executing>,
}

fn answer_to(command: &[u8]) -> Vec<u8> {
    command.iter().rev().chain([0x90, 0x00].iter()).copied().collect()
}

impl Card {
    fn new(extends: bool) -> Self {
        Self { responder: Some(Responder::new(24)), executed: Vec::new(), extends, granting: None }
    }

    fn hear(&mut self, block: &[u8]) -> Option<Vec<u8>> {
        if let Some(executing) = self.granting.take() {
            if !executing.is_granted(block) {
                let again = executing.receive(block);
                self.granting = Some(executing);
                return again;
            }
            let command = self.executed.last().unwrap().clone();
            return self.react(executing.answer(&answer_to(&command)));
        }
        let responder = self.responder.take().unwrap();
        let reaction = responder.receive(block);
        self.react(reaction)
    }

    fn react(&mut self, reaction: Reaction) -> Option<Vec<u8>> {
        match reaction {
            Reaction::Send(block, responder) => {
                self.responder = Some(responder);
                Some(block)
            }
            Reaction::Silent(responder) => {
                self.responder = Some(responder);
                None
            }
            Reaction::Execute(command, executing) => {
                self.executed.push(command.clone());
                if self.extends {
                    let (block, executing) = executing.extend(2);
                    self.granting = Some(executing);
                    return Some(block);
                }
                self.react(executing.answer(&answer_to(&command)))
            }
            Reaction::Deselected(_) => panic!("nobody deselects"),
        }
    }
}

fn exchange(
    reader: Reader,
    card: &mut Card,
    command: &[u8],
    fates: &mut dyn Iterator<Item = Fate>,
    before: &mut Option<Vec<u8>>,
) -> Result<(Vec<u8>, Reader), LinkError> {
    let mut turn = reader.send(command);
    loop {
        let (block, waiting) = match turn {
            Turn::Answered(answer, reader) => return Ok((answer, reader)),
            Turn::Send(block, _, waiting) => (block, waiting),
        };
        let fate = fates.next().unwrap_or(Fate::Arrives);
        let mut heard = if fate == Fate::CommandLost { None } else { card.hear(&block) };
        if fate == Fate::Doubled {
            heard = card.hear(&block).or(heard);
        }
        let arrives = match fate {
            Fate::Arrives | Fate::Doubled => heard.clone(),
            Fate::Stale => before.clone(),
            Fate::Damaged => heard.as_ref().map(|_| vec![0x55]),
            Fate::CommandLost | Fate::AnswerLost => None,
        };
        *before = heard.or(before.take());
        turn = waiting.receive(arrives.as_deref())?;
    }
}

fn link() -> Link {
    Link::from_answer_to_select(&[0x20, 0x40])
}

/// Commands of these lengths under these fates: each is executed once at most, in order, and answered right.
fn talk(lengths: &[usize], fates: &[Fate], extends: bool) -> (usize, Result<(), LinkError>) {
    let commands: Vec<Vec<u8>> = (1_u8..)
        .zip(lengths)
        .map(|(tag, length)| (0..*length).map(|at| tag ^ u8::try_from(at % 256).unwrap()).collect())
        .collect();
    let mut card = Card::new(extends);
    let mut fates = fates.iter().copied();
    let (mut reader, mut before) = (Reader::new(link()), None);
    for (count, command) in commands.iter().enumerate() {
        match exchange(reader, &mut card, command, &mut fates, &mut before) {
            Ok((answer, idle)) => {
                assert_eq!(answer, answer_to(command));
                reader = idle;
            }
            Err(error) => {
                assert!(commands.starts_with(&card.executed));
                return (count, Err(error));
            }
        }
        assert_eq!(card.executed, commands[..=count]);
    }
    (commands.len(), Ok(()))
}

#[test]
fn commands_and_answers_of_any_length_pass() {
    for extends in [false, true] {
        assert_eq!(talk(&[1, 12, 13, 14, 26, 27, 300, 2000], &[], extends), (8, Ok(())));
    }
}

#[test]
fn one_mishap_at_any_place_changes_nothing() {
    for fate in [Fate::CommandLost, Fate::AnswerLost, Fate::Doubled, Fate::Stale, Fate::Damaged] {
        for place in 0..40 {
            let mut fates = vec![Fate::Arrives; place];
            fates.push(fate);
            for extends in [false, true] {
                assert_eq!(talk(&[5, 40, 5, 30], &fates, extends), (4, Ok(())), "{fate:?} at {place}");
            }
        }
    }
}

#[test]
fn a_card_that_is_gone_is_asked_three_times() {
    let gone = [Fate::CommandLost; 5];
    assert_eq!(talk(&[5], &gone[..3], false), (1, Ok(())));
    assert_eq!(talk(&[5], &gone[..4], false), (0, Err(LinkError::Silent)));
    assert_eq!(talk(&[5], &[Fate::Damaged; 4], false), (0, Err(LinkError::Disorder)));
}

#[test]
fn the_blocks_are_those_of_the_standard() {
    let Turn::Send(block, within, waiting) = Reader::new(link()).send(&[7; 14]) else {
        panic!("nothing is sent")
    };
    assert_eq!((block[0], block.len(), within.as_millis()), (0x12, 14, 8));
    let Ok(Turn::Send(block, _, waiting)) = waiting.receive(Some(&[0xA2])) else { panic!("nothing is sent") };
    assert_eq!(block, [0x03, 7]);
    let Ok(Turn::Send(block, within, waiting)) = waiting.receive(Some(&[0xF2, 0x0A])) else {
        panic!("no time is granted")
    };
    assert_eq!((block, within.as_millis()), (vec![0xF2, 0x0A], 52));
    let Ok(Turn::Send(block, ..)) = waiting.receive(Some(&[0x13, 1])) else { panic!("not acknowledged") };
    assert_eq!(block, [0xA2]);
}

#[test]
fn a_card_that_never_ends_is_left() {
    let mut turn = Reader::new(link()).send(&[1]);
    let mut number = 0;
    let ended = loop {
        let Turn::Send(_, _, waiting) = turn else { panic!("it never ends") };
        let part = [&[0x12 | number][..], &[0; 250]].concat();
        number ^= 1;
        match waiting.receive(Some(&part)) {
            Ok(next) => turn = next,
            Err(error) => break error,
        }
    };
    assert_eq!(ended, LinkError::Endless);
    let mut turn = Reader::new(link()).send(&[1]);
    for number in [0, 1, 0, 1] {
        let Turn::Send(_, _, waiting) = turn else { panic!("it never ends") };
        match waiting.receive(Some(&[0x12 | number])) {
            Ok(next) => turn = next,
            Err(error) => return assert_eq!(error, LinkError::Endless),
        }
    }
    panic!("empty parts are taken for ever");
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        4 => Just(Fate::Arrives),
        1 => Just(Fate::CommandLost),
        1 => Just(Fate::AnswerLost),
        1 => Just(Fate::Doubled),
        1 => Just(Fate::Stale),
        1 => Just(Fate::Damaged),
    ];
    proptest::collection::vec(fate, 0..60)
}

proptest! {
    #[test]
    fn no_command_is_ever_executed_twice(
        lengths in proptest::collection::vec(1_usize..80, 1..6), fates in fates(), extends: bool
    ) {
        let _ = talk(&lengths, &fates, extends);
    }

    #[test]
    fn any_blocks_end_or_go_on(blocks in proptest::collection::vec(
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..6)), 0..40)
    ) {
        let mut turn = Reader::new(link()).send(&[1; 40]);
        let mut responder = Responder::new(64);
        for block in blocks {
            responder = match responder.receive(block.as_deref().unwrap_or_default()) {
                Reaction::Send(_, next) | Reaction::Silent(next) => next,
                Reaction::Execute(..) | Reaction::Deselected(_) => Responder::new(64),
            };
            let Turn::Send(_, _, waiting) = turn else { break };
            match waiting.receive(block.as_deref()) {
                Ok(next) => turn = next,
                Err(_) => break,
            }
        }
    }
}
