//! One exchange on the air, block for block.

use super::computing::ComputingTimes;
use super::frame::{BitRate, FrameSize, Signalling};
use super::time::{AirTime, CarrierPeriods};
use emrtd::block_protocol::{Executing, LinkError, Reaction, Reader, Responder, Turn};

/// A reader and a chip that have agreed how they talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AirInterface {
    /// Type A or B.
    pub signalling: Signalling,
    /// Both ways.
    pub bit_rate: BitRate,
    /// FSD: the frames that the reader takes.
    pub reader_frames: FrameSize,
    /// FSC: the frames that the chip takes.
    pub chip_frames: FrameSize,
    /// FWI, 0 to 14: a chip that computes longer than 4096 · 2^FWI periods asks for more time.
    pub waiting_time: u8,
    /// How long the chip computes.
    pub computing: ComputingTimes,
}

impl AirInterface {
    /// Type A, frames of 256 bytes, a waiting time of 77 ms and a quick chip, as documents of today have them.
    pub const fn of_today(bit_rate: BitRate) -> Self {
        Self {
            signalling: Signalling::A,
            bit_rate,
            reader_frames: FrameSize::BYTES_256,
            chip_frames: FrameSize::BYTES_256,
            waiting_time: 8,
            computing: ComputingTimes::QUICK,
        }
    }

    /// What bytes take on the line with nothing around them: no frame, no delay, no protocol.
    pub fn pure_transfer(&self, bytes: u64) -> CarrierPeriods {
        self.bit_rate.bit() * self.signalling.bits_of_a_byte().saturating_mul(bytes)
    }

    /// A command and its answer; an error when the answer is longer than any.
    pub fn exchange(&self, command: &[u8], answer: &[u8]) -> Result<AirTime, LinkError> {
        let mut exchange = Exchange { air: self, time: AirTime::default(), answer };
        let computing = CarrierPeriods::lasting(self.computing.exchange(command, answer));
        let mut chip = Chip::Listening(Responder::new(self.reader_frames.bytes()));
        let mut turn = Reader::new(self.chip_frames.link(self.waiting_time)).send(command);
        loop {
            let (block, waiting) = match turn {
                Turn::Answered(..) => return Ok(exchange.time),
                Turn::Send(block, _, waiting) => (block, waiting),
            };
            exchange.frame(&block, true);
            let heard;
            (heard, chip) = exchange.hear(chip, &block, computing);
            turn = waiting.receive(heard.as_deref())?;
        }
    }

    /// FWT: the longest that the chip may be silent.
    fn longest_silence(&self) -> CarrierPeriods {
        CarrierPeriods(4096) * (1 << self.waiting_time.min(14))
    }
}

/// The chip's end.
enum Chip {
    Listening(Responder),
    /// It computes, so long yet, and has asked for more time.
    Computing(Executing, CarrierPeriods),
    Silent,
}

struct Exchange<'a> {
    air: &'a AirInterface,
    time: AirTime,
    answer: &'a [u8],
}

impl Exchange<'_> {
    fn frame(&mut self, block: &[u8], from_reader: bool) {
        let frame = self.air.signalling.frame(block, self.air.bit_rate, from_reader);
        self.time.transfer = self.time.transfer + frame;
        self.time.frames = self.time.frames.saturating_add(1);
    }

    /// The reader's next frame comes after its delay, unless this was the last: the next exchange has one too.
    fn answer(&mut self, block: &[u8], computed: CarrierPeriods) {
        let least = self.air.signalling.answer_delay(self.air.bit_rate);
        self.time.computing = self.time.computing + computed;
        self.time.delay = self.time.delay + CarrierPeriods(least.0.saturating_sub(computed.0));
        self.frame(block, false);
        self.time.delay = self.time.delay + self.air.signalling.next_delay();
    }

    fn hear(&mut self, chip: Chip, block: &[u8], computing: CarrierPeriods) -> (Option<Vec<u8>>, Chip) {
        match chip {
            Chip::Silent => (None, Chip::Silent),
            Chip::Listening(responder) => match responder.receive(block) {
                Reaction::Execute(_, executing) => self.compute(executing, computing),
                reaction => self.send(reaction, CarrierPeriods::default()),
            },
            Chip::Computing(executing, remaining) => self.compute(executing, remaining),
        }
    }

    /// Answers within the waiting time, or asks for as much again at its end.
    fn compute(&mut self, executing: Executing, remaining: CarrierPeriods) -> (Option<Vec<u8>>, Chip) {
        let silence = self.air.longest_silence();
        if remaining <= silence {
            return self.send(executing.answer(self.answer), remaining);
        }
        let (block, executing) = executing.extend(1);
        self.answer(&block, silence);
        (Some(block), Chip::Computing(executing, CarrierPeriods(remaining.0.saturating_sub(silence.0))))
    }

    fn send(&mut self, reaction: Reaction, computed: CarrierPeriods) -> (Option<Vec<u8>>, Chip) {
        match reaction {
            Reaction::Send(block, responder) => {
                self.answer(&block, computed);
                (Some(block), Chip::Listening(responder))
            }
            Reaction::Silent(responder) => (None, Chip::Listening(responder)),
            Reaction::Execute(..) | Reaction::Deselected(_) => (None, Chip::Silent),
        }
    }
}
