import OmniZipKernels

/// What the two scopes do differently when they compare video cells.
struct CellComparison: Sendable {
    /// How tokens become unit vectors.
    let norm: NormRule
    /// Whether cosines are rounded before they are compared.
    let roundsCosines: Bool
    /// Who wins a tie: rank of each cell, [C].
    let ranks: [Int32]

    /// The paper's scope: cosines are rounded, and ties spread over the picture.
    static func window(_ grid: CellGrid) -> CellComparison {
        CellComparison(
            norm: .atLeast, roundsCosines: true,
            ranks: R2Sequence.rank(height: grid.height, width: grid.width).map(Int32.init))
    }

    /// The authors' program: cosines as they are, and ties by index.
    static func released(_ grid: CellGrid) -> CellComparison {
        CellComparison(norm: .shifted, roundsCosines: false, ranks: (0..<grid.count).map(Int32.init))
    }

    /// A cosine as it is compared.
    @inline(__always)
    func compared(_ cosine: Float) -> Float { roundsCosines ? CosineSteps.steps(cosine) : cosine }
}
