import OmniZipBundle
import Testing

@testable import OmniZipIngest

@Suite struct ResultQueueTests {
    private struct Failure: Error {}

    private func result(_ number: Int) throws -> IngestResult {
        try #require(IngestResult(name: "\(number)", outcome: .skipped(reason: "r"), attempts: 1))
    }

    @Test func resultsComeInOrderAndThenTheEnd() async throws {
        let queue = ResultQueue(capacity: 2)
        let results = try (0..<50).map { try result($0) }
        let writer = Task {
            for result in results { await queue.put(result) }
            await queue.end(nil)
        }
        var names: [String] = []
        while let result = try await queue.take() { names.append(result.name) }
        #expect(names == (0..<50).map(String.init))
        #expect(try await queue.take() == nil)
        await writer.value
    }

    @Test func anErrorComesAfterTheResultsAndOnce() async throws {
        let queue = ResultQueue(capacity: 2)
        await queue.put(try result(0))
        await queue.end(Failure())
        #expect(try await queue.take()?.name == "0")
        await #expect(throws: Failure.self) { try await queue.take() }
        #expect(try await queue.take() == nil)
    }

    @Test func writersGoOnWhenNobodyReads() async throws {
        let queue = ResultQueue(capacity: 1)
        let results = try (0..<20).map { try result($0) }
        let writer = Task { for result in results { await queue.put(result) } }
        _ = try await queue.take()
        await queue.abandon()
        await writer.value
    }
}
