/// Results on their way from the workers to one reader; writers wait while it is full.
actor ResultQueue {
    private let capacity: Int
    private var results: [IngestResult] = []
    private var hasEnded = false
    private var isAbandoned = false
    private var error: (any Error)?
    private var reader: CheckedContinuation<Void, Never>?
    private var writers: [CheckedContinuation<Void, Never>] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds a result as soon as there is room for it.
    func put(_ result: IngestResult) async {
        while results.count >= capacity, !isAbandoned {
            await withCheckedContinuation { writers.append($0) }
        }
        results.append(result)
        wakeReader()
    }

    /// No more results follow; `error` says why if the work failed.
    func end(_ error: (any Error)?) {
        hasEnded = true
        self.error = error
        wakeReader()
    }

    /// Nobody reads any longer: writers need not wait.
    func abandon() {
        isAbandoned = true
        wakeWriters()
    }

    /// The next result; nil after the last.
    ///
    /// - Throws: What the work ended with, once.
    func take() async throws -> IngestResult? {
        while results.isEmpty, !hasEnded {
            await withCheckedContinuation { reader = $0 }
        }
        if !results.isEmpty {
            defer { wakeWriters() }
            return results.removeFirst()
        }
        if let error {
            self.error = nil
            throw error
        }
        return nil
    }

    private func wakeReader() {
        reader?.resume()
        reader = nil
    }

    private func wakeWriters() {
        for writer in writers { writer.resume() }
        writers = []
    }
}
