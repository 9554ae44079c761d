//! The model of the air interface beside times computed by hand from ISO/IEC 14443, and what must hold for any exchange.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd_simulator::air_interface::{
    AirInterface, AirTime, BitRate, CarrierPeriods, ComputingTimes, FrameSize, Operation, Signalling,
};
use proptest::prelude::*;
use std::time::Duration;

/// A chip that computes nothing, at 106 kbit/s with frames of 16 bytes.
fn slow() -> AirInterface {
    AirInterface {
        reader_frames: FrameSize::of(16).unwrap(),
        chip_frames: FrameSize::of(16).unwrap(),
        computing: ComputingTimes::NONE,
        ..AirInterface::of_today(BitRate::Fc128)
    }
}

fn exchange(air: &AirInterface, command: usize, answer: usize) -> AirTime {
    air.exchange(&vec![0; command], &vec![0; answer]).unwrap()
}

#[test]
fn one_block_each_way_of_type_a() {
    // The reader: start, 8 bytes (PCB, 5 of the command, CRC) of 9 bits, end of 2 bits. The chip: the same with 5 bytes, end of 1.
    let time = exchange(&slow(), 5, 2);
    assert_eq!(time.transfer, CarrierPeriods(128 * (1 + 8 * 9 + 2 + 1 + 5 * 9 + 1)));
    assert_eq!(time.delay, CarrierPeriods(1236 + 1172));
    assert_eq!((time.computing, time.frames), (CarrierPeriods(0), 2));
    assert_eq!(time.total().as_micros(), (15_616 + 2_408) * 100 / 1356);
}

#[test]
fn one_block_each_way_of_type_b() {
    let air = AirInterface { signalling: Signalling::B, bit_rate: BitRate::Fc32, ..slow() };
    let time = exchange(&air, 5, 2);
    assert_eq!(time.transfer, CarrierPeriods(32 * (12 + 8 * 10 + 10 + 12 + 5 * 10 + 10)));
    assert_eq!(time.delay, CarrierPeriods((64 + 80) * 16 + 32 * 16));
}

#[test]
fn a_chained_answer_is_acknowledged_part_by_part() {
    // 13 bytes fit a block of 16: 30 of an answer are 13, 13 and 4, with an R(ACK) of 3 bytes before each but the first.
    let air = AirInterface { bit_rate: BitRate::Fc64, ..slow() };
    let time = exchange(&air, 5, 30);
    let reader = (1 + 8 * 9 + 2) + 2 * (1 + 3 * 9 + 2);
    let chip = 2 * (1 + 16 * 9 + 1) + (1 + 7 * 9 + 1);
    assert_eq!(time.transfer, CarrierPeriods(64 * (reader + chip)));
    assert_eq!(time.delay, CarrierPeriods(3 * (1116 + 1172)));
    assert_eq!(time.frames, 6);
}

#[test]
fn a_chained_command_is_acknowledged_too() {
    let time = exchange(&slow(), 14, 2);
    let reader = (1 + 16 * 9 + 2) + (1 + 4 * 9 + 2);
    let chip = (1 + 3 * 9 + 1) + (1 + 5 * 9 + 1);
    assert_eq!((time.transfer, time.frames), (CarrierPeriods(128 * (reader + chip)), 4));
}

#[test]
fn a_chip_that_computes_long_asks_for_more_time() {
    // FWI 4: 65,536 periods. 150,000 take two extensions of 1 each: S(WTX) has 4 bytes, both ways.
    let computing = ComputingTimes { command: Duration::from_nanos(11_061_947), ..ComputingTimes::NONE };
    let air = AirInterface { waiting_time: 4, computing, ..slow() };
    let time = exchange(&air, 5, 2);
    let quick = exchange(&slow(), 5, 2);
    assert_eq!(time.computing, CarrierPeriods(150_001));
    assert_eq!(time.frames, quick.frames + 4);
    let extensions = 2 * ((1 + 4 * 9 + 1) + (1 + 4 * 9 + 2));
    assert_eq!(time.transfer, quick.transfer + CarrierPeriods(128 * extensions));
    // Whoever computes longer than the frame delay time answers at once.
    assert_eq!(time.delay, CarrierPeriods(3 * 1172));
    let enough = AirInterface { waiting_time: 6, ..air };
    assert_eq!(exchange(&enough, 5, 2).frames, quick.frames);
}

#[test]
fn sizes_and_rates_are_those_of_the_standard() {
    let sizes = [16, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024, 2048, 4096];
    for bytes in sizes {
        assert_eq!(FrameSize::of(bytes).map(FrameSize::bytes), Some(bytes));
    }
    assert!([0, 15, 17, 255, 4097, 8192].into_iter().all(|bytes| FrameSize::of(bytes).is_none()));
    for (rate, kilobits) in BitRate::ALL.into_iter().zip([106, 212, 424, 848]) {
        assert_eq!((BitRate::named(kilobits), rate.kilobits()), (Some(rate), kilobits));
    }
    assert_eq!(BitRate::named(423), None);
    // A byte of type A at 424 kbit/s: 9 · 32 periods.
    let air = AirInterface::of_today(BitRate::Fc32);
    assert_eq!(air.pure_transfer(1000), CarrierPeriods(288_000));
}

#[test]
fn an_answer_longer_than_any_is_an_error() {
    assert!(slow().exchange(&[0], &vec![0; 65_601]).is_err());
    assert!(slow().exchange(&[0], &vec![0; 65_600]).is_ok());
}

#[test]
fn the_operations_of_pace_take_five_multiplications() {
    let once = ComputingTimes::QUICK.scalar_multiplication;
    let both = [Operation::Mapping, Operation::EphemeralKeyAgreement]
        .map(|step| ComputingTimes::QUICK.operation(step));
    assert_eq!(both.into_iter().sum::<Duration>(), once * 5);
}

fn interfaces() -> impl Strategy<Value = AirInterface> {
    const SIZES: [usize; 6] = [16, 24, 32, 64, 256, 4096];
    let size = || proptest::sample::select(&SIZES).prop_map(|bytes| FrameSize::of(bytes).unwrap());
    let signalling = prop_oneof![Just(Signalling::A), Just(Signalling::B)];
    let computing = prop_oneof![Just(ComputingTimes::NONE), Just(ComputingTimes::QUICK)];
    (signalling, size(), size(), 0_u8..=14, computing).prop_map(
        |(signalling, reader_frames, chip_frames, waiting_time, computing)| AirInterface {
            signalling,
            bit_rate: BitRate::Fc128,
            reader_frames,
            chip_frames,
            waiting_time,
            computing,
        },
    )
}

proptest! {
    #[test]
    fn a_quicker_line_is_never_slower(
        air in interfaces(),
        command in proptest::collection::vec(any::<u8>(), 1..400),
        answer in proptest::collection::vec(any::<u8>(), 0..3000),
    ) {
        let times = BitRate::ALL.map(|bit_rate| AirInterface { bit_rate, ..air }.exchange(&command, &answer).unwrap());
        for pair in times.windows(2) {
            prop_assert!(pair[1].total() < pair[0].total());
            prop_assert_eq!(pair[1].frames, pair[0].frames);
            prop_assert!(pair[1].computing == pair[0].computing);
        }
    }

    #[test]
    fn longer_exchanges_take_longer(air in interfaces(), command in 1_usize..400, answer in 0_usize..3000) {
        let air = AirInterface { computing: ComputingTimes::NONE, ..air };
        let time = exchange(&air, command, answer);
        prop_assert!(exchange(&air, command + 1, answer).total() > time.total());
        prop_assert!(exchange(&air, command, answer + 1).total() > time.total());
        prop_assert!(time.transfer >= air.pure_transfer(u64::try_from(command + answer).unwrap()));
    }

    #[test]
    fn every_frame_is_a_block_of_the_protocol(air in interfaces(), command in 1_usize..400, answer in 0_usize..3000) {
        let air = AirInterface { computing: ComputingTimes::NONE, ..air };
        // Blocks hold the frame without control byte and CRC; all but the last are acknowledged.
        let blocks = |bytes: usize, frame: FrameSize| bytes.div_ceil(frame.bytes() - 3).max(1);
        let both = blocks(command, air.chip_frames) + blocks(answer, air.reader_frames);
        let time = exchange(&air, command, answer);
        prop_assert_eq!(usize::try_from(time.frames).unwrap(), 2 * both - 2);
    }
}
