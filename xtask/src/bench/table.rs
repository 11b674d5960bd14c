//! The table: medians over the rounds, and how far the rounds were apart.

use std::fmt;

use super::rows::{ONE_THREAD, ROWS, UNIT};

/// The rates of each row, one a round.
pub(super) struct Table(Vec<Vec<f64>>);

impl Table {
    pub(super) fn new(rounds: usize) -> Self {
        Self(ROWS.iter().map(|_| Vec::with_capacity(rounds)).collect())
    }

    /// Adds the rate of this row in the present round.
    pub(super) fn add(&mut self, row: usize, rate: f64) {
        if let Some(rates) = self.0.get_mut(row) {
            rates.push(rate);
        }
    }

    fn rates(&self, name: &str) -> &[f64] {
        let at = ROWS.iter().position(|row| row.name == name);
        at.and_then(|at| self.0.get(at)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The ratios to another row, round by round.
    fn ratios(rates: &[f64], unit: &[f64]) -> Vec<f64> {
        rates.iter().zip(unit).map(|(rate, unit)| rate / unit).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| What | per second | µs | of the unit | its range |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: |")?;
        for (row, rates) in ROWS.iter().zip(&self.0) {
            let rate = median(rates);
            let ratios = Self::ratios(rates, self.rates(UNIT));
            let (low, high) = range(&ratios);
            writeln!(
                f,
                "| {} | {} | {:.2} | {:.2} | {low:.2}–{high:.2} |",
                row.text,
                thousands(rate),
                1e6 / rate,
                median(&ratios),
            )?;
        }
        let best = |rates: &[f64]| range(rates).1;
        let factor = best(self.0.last().map_or(&[], Vec::as_slice)) / best(self.rates(ONE_THREAD));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        writeln!(
            f,
            "\nIn the best round of each, {cores} cores do {factor:.2} times as much as one thread by the clock on the \
             wall."
        )
    }
}

pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = |at: usize| sorted.get(at).copied().unwrap_or(f64::NAN);
    let half = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) {
        f64::midpoint(middle(half.saturating_sub(1)), middle(half))
    } else {
        middle(half)
    }
}

pub(super) fn range(values: &[f64]) -> (f64, f64) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    (low, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// A whole number with commas.
pub(super) fn thousands(rate: f64) -> String {
    let digits = format!("{rate:.0}");
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noisy_round_does_not_move_the_median() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[1000.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(range(&[3.0, 1.0, 2.0]), (1.0, 3.0));
    }

    #[test]
    fn numbers_have_commas() {
        let written = [0.4, 999.0, 1000.0, 85_193.2, 1_234_567.0].map(thousands);
        assert_eq!(written, ["0", "999", "1,000", "85,193", "1,234,567"]);
    }
}
