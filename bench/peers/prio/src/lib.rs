//! Prio3SumVec of the crate `prio` behind a boundary of bytes. The aggregators exchange the messages of the crate's
//! ping-pong topology (draft-irtf-cfrg-vdaf-18 §5.7.1): the leader sends its verifier share, the helper combines it
//! with its own and answers, and both have an output share.

use prio::codec::{Decode, Encode, ParameterizedDecode};
use prio::field::Field128;
use prio::topology::ping_pong::{Continued, PingPongMessage, PingPongState, PingPongTopology};
use prio::vdaf::prio3::{Prio3InputShare, Prio3PublicShare, Prio3SumVec, Prio3VerifyState, optimal_chunk_length};
use prio::vdaf::{Aggregatable, AggregateShare, Aggregator, Client, Collector, OutputShare, VdafError};
use std::error::Error;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

const CONTEXT: &[u8] = b"fedzk bench";
const AGGREGATORS: u8 = 2;
const LEADER: usize = 0;
const HELPER: usize = 1;

type State = Prio3VerifyState<Field128, 32>;
type PublicShare = Prio3PublicShare<32>;
type InputShare = Prio3InputShare<Field128, 32>;

/// A task as a client or one of its aggregators has it. An aggregator adds up its output shares here.
#[wasm_bindgen]
pub struct SumVec {
    vdaf: Prio3SumVec,
    verify_key: [u8; 32],
    sum: AggregateShare<Field128>,
}

/// A report as a client sends it.
#[wasm_bindgen(getter_with_clone)]
pub struct Report {
    #[wasm_bindgen(readonly, js_name = publicShare)]
    pub public_share: Vec<u8>,
    #[wasm_bindgen(readonly, js_name = leaderShare)]
    pub leader_share: Vec<u8>,
    #[wasm_bindgen(readonly, js_name = helperShare)]
    pub helper_share: Vec<u8>,
}

/// A report for which the leader waits for the helper's answer.
#[wasm_bindgen]
pub struct Waiting {
    state: State,
    message: Vec<u8>,
}

#[wasm_bindgen]
impl Waiting {
    /// Returns what is sent to the helper.
    #[wasm_bindgen(getter)]
    pub fn message(&self) -> Vec<u8> {
        self.message.clone()
    }
}

#[wasm_bindgen]
impl SumVec {
    /// Creates a task of vectors of so many values of so many bits, with the chunk length that the crate recommends.
    #[wasm_bindgen(constructor)]
    pub fn new(length: usize, bits: u32, verify_key: &[u8]) -> Result<SumVec, JsError> {
        let greatest = (1 << bits) - 1;
        let chunk = optimal_chunk_length(length * bits as usize);
        let vdaf = thrown(Prio3SumVec::new_sum_vec(AGGREGATORS, greatest, length, chunk))?;
        let sum = vdaf.aggregate_init(&());
        Ok(Self { vdaf, verify_key: thrown(verify_key.try_into())?, sum })
    }

    /// Splits values into shares and proves their ranges.
    pub fn shard(&self, values: &[u32], nonce: &[u8]) -> Result<Report, JsError> {
        let values: Vec<u128> = values.iter().map(|&value| value.into()).collect();
        let (public_share, shares) = thrown(self.vdaf.shard(CONTEXT, &values, &thrown(nonce.try_into())?))?;
        Ok(Report {
            public_share: thrown(public_share.get_encoded())?,
            leader_share: thrown(shares[LEADER].get_encoded())?,
            helper_share: thrown(shares[HELPER].get_encoded())?,
        })
    }

    /// Begins a report at the leader.
    pub fn begin(&self, nonce: &[u8], public_share: &[u8], input_share: &[u8]) -> Result<Waiting, JsError> {
        let (public, input) = self.shares(LEADER, public_share, input_share)?;
        let nonce = thrown(nonce.try_into())?;
        let begun = self.vdaf.leader_initialized(&self.verify_key, CONTEXT, &(), &nonce, &public, &input);
        let Continued { verifier_state: state, message } = thrown(begun)?;
        Ok(Waiting { state, message: thrown(message.get_encoded())? })
    }

    /// Decides on a report at the helper, adds its output share and returns the answer.
    ///
    /// Throws where the report is invalid.
    pub fn answer(
        &mut self,
        nonce: &[u8],
        public_share: &[u8],
        input_share: &[u8],
        message: &[u8],
    ) -> Result<Vec<u8>, JsError> {
        let (public, input) = self.shares(HELPER, public_share, input_share)?;
        let nonce = thrown(nonce.try_into())?;
        let message = thrown(PingPongMessage::get_decoded(message))?;
        let begun = self.vdaf.helper_initialized(&self.verify_key, CONTEXT, &(), &nonce, &public, &input, &message);
        match thrown(thrown(begun)?.evaluate(CONTEXT, &self.vdaf))? {
            PingPongState::FinishedWithOutbound { output_share, message } => {
                thrown(self.add(&output_share))?;
                thrown(message.get_encoded())
            }
            _ => Err(JsError::new("the helper has not finished")),
        }
    }

    /// Finishes a report at the leader by the helper's answer, and adds its output share.
    pub fn finish(&mut self, waiting: Waiting, answer: &[u8]) -> Result<(), JsError> {
        let answer = thrown(PingPongMessage::get_decoded(answer))?;
        let continued = thrown(self.vdaf.leader_continued(CONTEXT, &(), waiting.state, &answer))?;
        match thrown(continued.evaluate(CONTEXT, &self.vdaf))? {
            PingPongState::Finished { output_share } => thrown(self.add(&output_share)),
            _ => Err(JsError::new("the leader has not finished")),
        }
    }

    /// Adds the shares of both aggregators, of so many reports.
    pub fn unshard(&self, helper: &SumVec, reports: usize) -> Result<Vec<u32>, JsError> {
        let sums = thrown(self.vdaf.unshard(&(), [self.sum.clone(), helper.sum.clone()], reports))?;
        sums.into_iter().map(|sum| thrown(sum.try_into())).collect()
    }

    fn shares(&self, role: usize, public: &[u8], input: &[u8]) -> Result<(PublicShare, InputShare), JsError> {
        let public = thrown(PublicShare::get_decoded_with_param(&self.vdaf, public))?;
        Ok((public, thrown(InputShare::get_decoded_with_param(&(&self.vdaf, role), input))?))
    }

    fn add(&mut self, output: &OutputShare<Field128>) -> Result<(), VdafError> {
        self.sum.accumulate(output)
    }
}

fn thrown<T, E: Error>(result: Result<T, E>) -> Result<T, JsError> {
    result.map_err(|error| JsError::new(&error.to_string()))
}
