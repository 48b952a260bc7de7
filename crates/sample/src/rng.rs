//! Seeded numbers: the generator `SplitMix64`, which is small, fast and good enough for values that nobody has to guess.

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// A source whose numbers follow from the seeds.
    pub fn new(seeds: &[u64]) -> Rng {
        let mut rng = Rng { state: 0x9e37_79b9_7f4a_7c15 };
        for seed in seeds {
            rng.state = rng.next().wrapping_add(*seed);
        }
        rng
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 for the bound 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.next().checked_rem(bound).unwrap_or(0)).unwrap_or(0)
    }

    /// One of some things; `None` of nothing.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        things.get(self.below(things.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn equal_seeds_give_equal_numbers_and_others_differ() {
        let numbers = |seeds: &[u64]| {
            let mut rng = Rng::new(seeds);
            [rng.next(), rng.next()]
        };
        assert_eq!(numbers(&[1, 2]), numbers(&[1, 2]));
        assert_ne!(numbers(&[1, 2]), numbers(&[2, 1]));
        assert_eq!(Rng::new(&[]).below(0), 0);
        assert_eq!(Rng::new(&[]).pick::<u8>(&[]), None);
    }
}
