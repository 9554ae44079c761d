//! Five times as many controls are offered as can be carried out: an open loop over HTTP, from the order to the verdict.
//!
//! Only the relay's WebSocket is left out: the chip's record goes straight to the service, so that no simulated chip
//! takes the processors' time.

use super::Failure;
use super::desk::{Desk, WITH_FACE};
use super::latency::Latencies;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How many times its capacity the service is offered.
const TIMES: f64 = 5.0;
/// How long the capacity is measured.
const CAPACITY: Duration = Duration::from_secs(6);
/// How long too much is offered, and how much of that is not counted.
const OFFERED: Duration = Duration::from_secs(14);
const WARM_UP: Duration = Duration::from_secs(2);
/// A person waits so long from the order to the verdict.
const PATIENCE: Duration = Duration::from_secs(10);

/// How an offered control ended.
enum End {
    /// With a verdict, in time.
    Concluded { at: Instant, took: Duration },
    /// Refused at the order, before the person had done anything.
    Refused { took: Duration },
    /// Begun, and not concluded in time.
    Late,
}

/// Prints one row.
pub async fn run(desk: &Desk, cores: usize) -> Result<(), Failure> {
    let capacity = capacity(desk, cores * 4).await?;
    let (goodput, ends) = offer(desk, capacity * TIMES).await?;
    let ends = Ends::of(&ends);
    ends.print_row(cores as f64, goodput, capacity);
    ends.print_number();
    Ok(())
}

/// The ends together.
#[derive(Default)]
struct Ends {
    concluded: Latencies,
    refused: Latencies,
    late: usize,
}

impl Ends {
    fn of(all: &[End]) -> Self {
        let mut ends = Self::default();
        for end in all {
            match end {
                End::Concluded { took, .. } => ends.concluded.add(*took),
                End::Refused { took } => ends.refused.add(*took),
                End::Late => ends.late += 1,
            }
        }
        ends
    }

    fn print_row(&self, cores: f64, goodput: f64, capacity: f64) {
        println!(
            "{:<26} {:>10.0} {:>5} {:>7.0} {:>8.2} {:>7.0} {:>7.0} {:>24}  capacity: whole controls by HTTP, a closed loop",
            format!("offered {TIMES} times as many"),
            goodput / cores,
            "none",
            capacity / cores,
            goodput / capacity,
            self.concluded.at(0.5),
            self.concluded.at(0.95),
            "",
        );
    }

    fn print_number(&self) {
        println!(
            "  (of {} offered in {} s: {} concluded within {} s, {} refused at once with 503 or 429, p95 {:.1} ms, {} late)",
            self.concluded.count() + self.refused.count() + self.late,
            OFFERED.as_secs(),
            self.concluded.count(),
            PATIENCE.as_secs(),
            self.refused.count(),
            self.refused.at(0.95),
            self.late,
        );
    }
}

/// Controls a second when each begins as another ends.
async fn capacity(desk: &Desk, at_once: usize) -> Result<f64, Failure> {
    let (begun, mut done, mut tasks) = (Instant::now(), 0.0, JoinSet::new());
    for _ in 0..at_once {
        tasks.spawn(carry_out(desk.clone()));
    }
    while begun.elapsed() < CAPACITY {
        match tasks.join_next().await.ok_or("nothing is under way")?? {
            Ok(End::Concluded { .. }) => done += 1.0,
            Ok(_) => {}
            Err(error) => return Err(error),
        }
        tasks.spawn(carry_out(desk.clone()));
    }
    let capacity = done / begun.elapsed().as_secs_f64();
    while tasks.join_next().await.is_some() {}
    Ok(capacity)
}

/// Offers so many a second, whatever becomes of them: the verdicts a second, and how each control ended.
async fn offer(desk: &Desk, rate: f64) -> Result<(f64, Vec<End>), Failure> {
    let (begun, mut tasks) = (Instant::now(), JoinSet::new());
    let mut clock = interval(Duration::from_secs_f64(1.0 / rate));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while begun.elapsed() < OFFERED {
        clock.tick().await;
        tasks.spawn(carry_out(desk.clone()));
    }
    let ends = tasks.join_all().await.into_iter().collect::<Result<Vec<_>, _>>()?;
    let counted = begun + WARM_UP..begun + OFFERED;
    let within = |end: &&End| matches!(end, End::Concluded { at, .. } if counted.contains(at));
    let concluded = ends.iter().filter(within).count();
    Ok((concluded as f64 / (OFFERED - WARM_UP).as_secs_f64(), ends))
}

/// One control; what is refused later than at the order is tried again for as long as the person waits.
async fn carry_out(desk: Desk) -> Result<End, Failure> {
    let begun = Instant::now();
    let ordered = desk.order(WITH_FACE).await?;
    if matches!(ordered.status, 503 | 429) {
        return Ok(End::Refused { took: begun.elapsed() });
    }
    let (mut phone, grant) = desk.begin_ordered(&ordered.expect(201)?).await?;
    desk.service.end_relay(grant, desk.chip_read()).await?;
    while phone.upload(&desk.picture).await?.status == 503 {
        if begun.elapsed() > PATIENCE {
            return Ok(End::Late);
        }
        sleep(Duration::from_secs(1)).await;
    }
    while phone.post("/conclude", json!({})).await?.status == 503 {
        if begun.elapsed() > PATIENCE {
            return Ok(End::Late);
        }
        sleep(Duration::from_secs(1)).await;
    }
    desk.concluded(&phone.control, 8).await?;
    let took = begun.elapsed();
    Ok(if took <= PATIENCE { End::Concluded { at: Instant::now(), took } } else { End::Late })
}
