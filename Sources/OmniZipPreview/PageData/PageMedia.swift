import Foundation

/// What a page shows besides the report's numbers: pictures, sound and masks, as text.
public struct PageMedia: Sendable, Encodable, Equatable {
    /// Cells of a patch.
    public struct Grid: Sendable, Encodable, Equatable {
        /// Rows of cells.
        public var rows = 0
        /// Columns of cells.
        public var columns = 0
    }

    /// One picture of a patch.
    public struct Picture: Sendable, Encodable, Equatable {
        /// The temporal patch.
        public var patch: Int
        /// 0 or 1: which of its two pictures.
        public var frame: Int
        /// When it is shown, on the shared clock.
        public var seconds: Double
        /// Pixels of a row.
        public var width: Int
        /// Rows.
        public var height: Int
        /// A JPEG file in base64.
        public var jpeg: String
    }

    /// Levels of the sound in bands over time.
    public struct Mel: Sendable, Encodable, Equatable {
        /// Bands of a column, the lowest first.
        public var bands: Int
        /// Columns over time.
        public var columns: Int
        /// Audio tokens that a column stands for.
        public var tokensPerColumn: Int
        /// A byte a band, column after column, 255 the loudest, in base64.
        public var data: String

        enum CodingKeys: String, CodingKey {
            case bands
            case columns
            case tokensPerColumn = "tokens_per_column"
            case data
        }
    }

    /// Saliency over time, in the columns of the sound.
    public struct Saliency: Sendable, Encodable, Equatable {
        /// Columns over time.
        public var columns: Int
        /// A byte a column, 255 the largest, in base64.
        public var data: String
    }

    /// The masks of one outcome.
    public struct Choice: Sendable, Encodable, Equatable {
        /// The outcome's id.
        public var id: String
        /// A bit a video token, least significant first, in base64; nil where only the counts are known.
        public var videoKeep: String?
        /// A byte an audio token (0 dropped, 1 kept, 2 anchor, 3 merged into an anchor, 4 dropped or
        /// merged), in base64.
        public var audioState: String?

        enum CodingKeys: String, CodingKey {
            case id
            case videoKeep = "video_keep"
            case audioState = "audio_state"
        }
    }

    /// Cells of a patch; 0 x 0 without video.
    public var grid = Grid()
    /// Temporal patches.
    public var patches = 0
    /// Pictures in order of time; not every patch of a long video has them.
    public var pictures: [Picture] = []
    /// The sound; nil without audio.
    public var mel: Mel?
    /// Its saliency; nil without audio.
    public var saliency: Saliency?
    /// Audio tokens a second.
    public var tokensPerSecond = 25.0
    /// Masks of the outcomes that have windows.
    public var choices: [Choice] = []

    enum CodingKeys: String, CodingKey {
        case grid
        case patches
        case pictures
        case mel
        case saliency
        case tokensPerSecond = "tokens_per_second"
        case choices
    }

    /// Nothing to show.
    public init() {}
}

extension PageMedia.Choice {
    /// The bits of a mask.
    static func bits(_ mask: [Bool]) -> String {
        var bytes = [UInt8](repeating: 0, count: (mask.count + 7) / 8)
        for (index, isSet) in mask.enumerated() where isSet { bytes[index / 8] |= 1 << (index % 8) }
        return Data(bytes).base64EncodedString()
    }
}
