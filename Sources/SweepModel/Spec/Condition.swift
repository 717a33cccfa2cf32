/// Some parameters and the values that each may have; all of them must hold.
public typealias Condition = [String: [ParameterValue]]
