extension RunSummary {
    /// Totals that grow line by line, for lists that are never in memory as a whole.
    ///
    /// Videos done are added in the order of their names: it decides the last bits of the summed duration.
    public struct Totals: Sendable, Equatable {
        /// What one finished video adds.
        public struct Video: Sendable, Equatable {
            /// Duration in seconds, where it is known.
            public var durationSeconds: Double?
            /// Bytes of the video.
            public var sourceBytes: Int
            /// Bytes of bundle and document.
            public var outputBytes: Int
            /// Different warnings.
            public var warnings: Int
            /// Video tokens.
            public var video: TokenCount
            /// Audio tokens.
            public var audio: TokenCount

            /// The numbers of one video.
            public init(
                durationSeconds: Double?, sourceBytes: Int, outputBytes: Int, warnings: Int, video: TokenCount,
                audio: TokenCount
            ) {
                self.durationSeconds = durationSeconds
                self.sourceBytes = sourceBytes
                self.outputBytes = outputBytes
                self.warnings = warnings
                self.video = video
                self.audio = audio
            }

            /// The numbers of a manifest line.
            public init(_ line: ManifestLine) {
                self.init(
                    durationSeconds: line.durationSeconds, sourceBytes: line.sourceBytes,
                    outputBytes: Totals.sum(line.bundle.bytes, line.document.bytes), warnings: line.warnings,
                    video: line.video,
                    audio: line.audio)
            }
        }

        /// Videos with a bundle.
        public private(set) var done = 0
        /// Videos without one that would fail again.
        public private(set) var failedPermanently = 0
        /// Videos without one that may succeed later.
        public private(set) var failedTransiently = 0
        /// Videos with at least one warning.
        public private(set) var withWarnings = 0
        /// Sum of the known durations of the videos done.
        public private(set) var durationSeconds = 0.0
        /// Bytes of the videos done.
        public private(set) var sourceBytes = 0
        /// Bytes of bundles and documents.
        public private(set) var outputBytes = 0
        /// Video tokens.
        public private(set) var video = TokenCount(total: 0, kept: 0)
        /// Audio tokens.
        public private(set) var audio = TokenCount(total: 0, kept: 0)

        /// Nothing yet.
        public init() {}

        /// Adds a finished video.
        public mutating func add(_ numbers: Video) {
            done += 1
            withWarnings += numbers.warnings > 0 ? 1 : 0
            durationSeconds += numbers.durationSeconds ?? 0
            sourceBytes = Self.sum(sourceBytes, numbers.sourceBytes)
            outputBytes = Self.sum(outputBytes, numbers.outputBytes)
            video = Self.sum(video, numbers.video)
            audio = Self.sum(audio, numbers.audio)
        }

        /// Adds a finished video.
        public mutating func add(_ line: ManifestLine) { add(Video(line)) }

        /// Adds a failed video.
        public mutating func add(_ failure: FailureClass) {
            switch failure {
            case .permanent: failedPermanently += 1
            case .transient: failedTransiently += 1
            }
        }

        /// Lists come from files: a number too large is no reason to end the program.
        private static func sum(_ one: Int, _ other: Int) -> Int {
            let (sum, isTooLarge) = one.addingReportingOverflow(other)
            return isTooLarge ? .max : sum
        }

        private static func sum(_ one: TokenCount, _ other: TokenCount) -> TokenCount {
            let kept = sum(one.kept, other.kept)
            return TokenCount(total: max(sum(one.total, other.total), kept), kept: max(kept, 0))
        }
    }
}
