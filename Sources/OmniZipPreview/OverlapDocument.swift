import OmniZipBundle
import OmniZipCore

/// How far two plans of one video agree; `inspect --against --json` prints it.
public struct OverlapDocument: Sendable, Codable, Equatable {
    /// Name and version of this document's form.
    public static let schema = "omnizip.overlap/1"

    /// The overlap in one window of the first plan.
    public struct Window: Sendable, Codable, Equatable {
        /// Its number, from 0.
        public let index: Int
        /// Its video tokens.
        public let video: MaskOverlap
        /// Its audio tokens.
        public let audio: MaskOverlap
    }

    /// `omnizip.overlap/1`.
    public let schema: String
    /// File of the first plan.
    public let path: String
    /// File of the other plan.
    public let against: String
    /// All video tokens.
    public let video: MaskOverlap
    /// All audio tokens.
    public let audio: MaskOverlap
    /// One entry a window.
    public let windows: [Window]

    /// Compares the plans in two files: bundles or outputs of `compress`.
    ///
    /// #### Errors
    /// As of `PruningPlan.init(path:)`; `mismatch` with both geometries if they are not about the same tokens.
    public init(path: String, against: String) throws(BundleError) {
        let plan = try PruningPlan(path: path)
        let other = try PruningPlan(path: against)
        guard plan.grid == other.grid, plan.patchCount == other.patchCount,
            plan.audioKeep.count == other.audioKeep.count
        else {
            throw BundleError(
                code: .mismatch, operation: "compare with \(against)", path: path,
                cause: "it is about \(Self.geometry(of: plan)), the other about \(Self.geometry(of: other))",
                remedy: "make both from the same video with the same profile, frames per second, picture size "
                    + "(--max-pixels) and length of audio")
        }
        let cells = plan.grid.count
        schema = Self.schema
        self.path = path
        self.against = against
        video = MaskOverlap(plan.videoKeep, other.videoKeep)
        audio = MaskOverlap(plan.audioKeep, other.audioKeep)
        windows = plan.windows.enumerated().map { index, window in
            let tokens = window.patches.lowerBound * cells..<window.patches.upperBound * cells
            return Window(
                index: index, video: MaskOverlap(plan.videoKeep[tokens], other.videoKeep[tokens]),
                audio: MaskOverlap(plan.audioKeep[window.audio], other.audioKeep[window.audio]))
        }
    }

    private static func geometry(of plan: PruningPlan) -> String {
        "\(plan.patchCount) x \(plan.grid.height) x \(plan.grid.width) video and \(plan.audioKeep.count) audio tokens"
    }
}
