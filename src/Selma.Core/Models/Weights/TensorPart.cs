namespace Selma.Core.Models.Weights;

/// <summary>How a network's tensor is cut from a file's.</summary>
internal enum TensorPart
{
    /// <summary>As it is.</summary>
    Whole,

    /// <summary>A 1x1 convolution as the matrix that it is: [o, i, 1, 1] -> [o, i].</summary>
    Matrix,

    /// <summary>Rows and columns exchanged.</summary>
    Transposed,

    /// <summary>The first third of the rows: queries.</summary>
    Queries,

    /// <summary>The second third of the rows: keys.</summary>
    Keys,

    /// <summary>The last third of the rows: values.</summary>
    Values,
}
