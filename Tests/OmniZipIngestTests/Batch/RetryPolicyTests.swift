import OmniZipBundle
import Testing

@testable import OmniZipIngest

@Suite struct RetryPolicyTests {
    private func failure(_ failureClass: FailureClass, _ fault: JobFailure.Fault) -> JobFailure {
        JobFailure(
            line: FailureLine(
                path: "a.mp4", failureClass: failureClass, stage: "video", code: "c", message: "m", hint: nil,
                attempts: 1),
            fault: fault)
    }

    @Test func whatMayPassIsTriedThreeTimesWithGrowingPauses() {
        let policy = RetryPolicy()
        for fault in [JobFailure.Fault.input, .worker, .output] {
            let delays = (1...4).map { policy.delaySeconds(after: failure(.transient, fault), attempts: $0) }
            #expect(delays == [1, 4, nil, nil])
        }
    }

    @Test func whatWouldFailAgainIsNot() {
        #expect(RetryPolicy().delaySeconds(after: failure(.permanent, .input), attempts: 1) == nil)
        #expect(RetryPolicy().delaySeconds(after: failure(.permanent, .worker), attempts: 1) == nil)
    }

    @Test func aTimeLimitIsMetOnceARun() {
        #expect(RetryPolicy().delaySeconds(after: failure(.transient, .timeLimit), attempts: 1) == nil)
    }

    /// A file system that has become read-only is no property of the video, whatever the class of its line.
    @Test func faultsOfTheOutputAreTriedAgainWhateverTheirClass() {
        #expect(RetryPolicy().delaySeconds(after: failure(.permanent, .output), attempts: 1) == 1)
    }
}
