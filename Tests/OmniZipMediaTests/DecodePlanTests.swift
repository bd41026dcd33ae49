import Testing

@testable import OmniZipMedia

@Suite struct DecodePlanTests {
    /// A table from characters: K entry point, R reference, b leading or other picture, x hidden; times in order given.
    private func table(_ packets: [(Character, Int64)]) -> PacketTable {
        var table = PacketTable()
        for (kind, pts) in packets {
            var flags: PacketTable.Flags = kind == "x" ? [] : .shown
            if kind == "K" { flags.formUnion([.entry, .key]) }
            table.append(ptsTicks: pts, flags: flags)
        }
        return table
    }

    private func actions(_ table: PacketTable, wanted: [Int64], allowsSkipping: Bool = true) -> [DecodePlan.Action] {
        let plan = DecodePlan(packets: table, wanted: wanted, allowsSkipping: allowsSkipping)
        return (0..<table.count).map { plan.action(packet: $0, ptsTicks: table.ptsTicks[$0]) }
    }

    private static let closed: [(Character, Int64)] = [
        ("K", 0), ("R", 2), ("b", 1), ("K", 3), ("R", 5), ("b", 4), ("K", 6), ("R", 8), ("b", 7),
    ]

    @Test("nothing is sent of a run after its last wanted frame")
    func tail() {
        #expect(
            actions(table(Self.closed), wanted: [0, 5])
                == [.send, .drop, .drop, .sendIfReference, .send, .drop, .drop, .drop, .drop])
    }

    @Test("runs without a wanted frame are left out, but for the very first packet")
    func wholeRuns() {
        #expect(
            actions(table(Self.closed), wanted: [7])
                == [.send, .drop, .drop, .drop, .drop, .drop, .sendIfReference, .sendIfReference, .send])
    }

    @Test("a wanted leading picture keeps the whole run before it")
    func leading() {
        let open: [(Character, Int64)] = [
            ("K", 0), ("R", 2), ("b", 1), ("K", 5), ("b", 3), ("b", 4), ("R", 7), ("b", 6), ("K", 9), ("b", 8),
        ]
        #expect(
            actions(table(open), wanted: [4])
                == [.send, .sendIfReference, .sendIfReference, .sendIfReference, .sendIfReference, .send]
                + [.drop, .drop, .drop, .drop])
        #expect(
            actions(table(open), wanted: [8])
                == [.send, .drop, .drop] + [.sendIfReference, .sendIfReference, .sendIfReference]
                + [.sendIfReference, .sendIfReference, .sendIfReference, .send])
    }

    @Test("decoders that cannot skip get every packet up to the last wanted frame")
    func withoutSkipping() {
        #expect(
            actions(table(Self.closed), wanted: [5], allowsSkipping: false)
                == [.send, .drop, .drop, .send, .send, .drop, .drop, .drop, .drop])
    }

    @Test("hidden packets are not taken for wanted frames, and unknown packets are dropped")
    func hidden() {
        let table = table([("K", 0), ("x", 1), ("R", 1), ("R", 2)])
        let plan = DecodePlan(packets: table, wanted: [1], allowsSkipping: true)
        #expect(plan.action(packet: 1, ptsTicks: 1) == .sendIfReference)
        #expect(plan.action(packet: 2, ptsTicks: 1) == .send)
        #expect(plan.action(packet: 4, ptsTicks: 9) == .drop)
        #expect(DecodePlan.everything.action(packet: 4, ptsTicks: nil) == .send)
    }

    @Test("presentation order is ascending and leaves hidden packets out")
    func order() {
        #expect(table(Self.closed).presentationOrder() == Array(0...8))
        #expect(table([("K", 0), ("x", 9), ("R", 3)]).presentationOrder() == [0, 3])
    }
}
