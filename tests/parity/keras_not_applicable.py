"""The cases of Keras' own tests that say nothing about our layers, and why."""

# reason: names
NOT_APPLICABLE = {
    "Our weights are floating numbers: there is no quantisation.": """
        embedding_test.test_embedding_int8_custom_quantizer
        embedding_test.test_embedding_quantize_config_int4
        embedding_test.test_embedding_quantize_config_int8
        embedding_test.test_embedding_quantize_config_int8_custom
        embedding_test.test_int4_block_size_serialization_grouped_block_128
        embedding_test.test_int4_block_size_serialization_grouped_block_64
        embedding_test.test_int4_block_size_serialization_per_channel_none
        embedding_test.test_int4_block_size_with_lora_grouped_block_64
        embedding_test.test_int4_block_size_with_lora_per_channel
        embedding_test.test_int4_grouped_vs_perchannel_scale_shapes
        embedding_test.test_int4_perchannel_no_g_idx
        embedding_test.test_int4_quantization_block_size_grouped_block_128
        embedding_test.test_int4_quantization_block_size_grouped_block_64
        embedding_test.test_int4_quantization_block_size_per_channel_neg1
        embedding_test.test_int4_quantization_block_size_per_channel_none
        embedding_test.test_int4_subchannel_g_idx_created_grouped_block_4
        embedding_test.test_int4_subchannel_g_idx_created_grouped_block_8
        embedding_test.test_int4_subchannel_g_idx_serialization
        embedding_test.test_quantize_by_setting_dtype_policy_int4
        embedding_test.test_quantize_by_setting_dtype_policy_int8
        embedding_test.test_quantize_dtype_argument_int4
        embedding_test.test_quantize_dtype_argument_int8 embedding_test.test_quantize_int_int4
        embedding_test.test_quantize_int_int8 embedding_test.test_quantize_invalid_mode_float7
        embedding_test.test_quantize_invalid_mode_int7
        embedding_test.test_quantize_lora_integration_int4
        embedding_test.test_quantize_lora_integration_int8
        embedding_test.test_quantize_on_subclass_int4 embedding_test.test_quantize_on_subclass_int8
        embedding_test.test_quantize_on_unbuilt_layer_int4
        embedding_test.test_quantize_on_unbuilt_layer_int8
        embedding_test.test_quantize_when_already_quantized_int4
        embedding_test.test_quantize_when_already_quantized_int8 dense_test.test_awq_kernel_packing
        dense_test.test_awq_serialization dense_test.test_dense_int4_custom_quantizer
        dense_test.test_dense_int8_custom_quantizer
        dense_test.test_dense_int8_weight_only_quantizer dense_test.test_dense_quantize_config_int4
        dense_test.test_dense_quantize_config_int8
        dense_test.test_dense_quantize_config_int8_weight_only dense_test.test_gptq_kernel_packing
        dense_test.test_gptq_serialization dense_test.test_int4_awq_kernel_returns_unpacked_form
        dense_test.test_int4_block_size_serialization_grouped_block_128
        dense_test.test_int4_block_size_serialization_grouped_block_64
        dense_test.test_int4_block_size_serialization_per_channel_none
        dense_test.test_int4_block_size_with_lora_grouped_block_64
        dense_test.test_int4_block_size_with_lora_per_channel
        dense_test.test_int4_gptq_kernel_returns_unpacked_form
        dense_test.test_int4_grouped_vs_perchannel_scale_shapes
        dense_test.test_int4_kernel_returns_unpacked_form dense_test.test_int4_perchannel_no_g_idx
        dense_test.test_int4_quantization_block_size_grouped_block_128
        dense_test.test_int4_quantization_block_size_grouped_block_64
        dense_test.test_int4_quantization_block_size_per_channel_neg1
        dense_test.test_int4_quantization_block_size_per_channel_none
        dense_test.test_int4_subchannel_g_idx_created_grouped_block_128
        dense_test.test_int4_subchannel_g_idx_created_grouped_block_64
        dense_test.test_int4_subchannel_g_idx_serialization
        dense_test.test_quantize_by_setting_dtype_policy_float8
        dense_test.test_quantize_by_setting_dtype_policy_int4
        dense_test.test_quantize_by_setting_dtype_policy_int8
        dense_test.test_quantize_dtype_argument_float8 dense_test.test_quantize_dtype_argument_int4
        dense_test.test_quantize_dtype_argument_int8 dense_test.test_quantize_float8
        dense_test.test_quantize_float8_fitting dense_test.test_quantize_float8_inference
        dense_test.test_quantize_int_int4 dense_test.test_quantize_int_int8
        dense_test.test_quantize_invalid_mode_float7 dense_test.test_quantize_invalid_mode_int7
        dense_test.test_quantize_lora_integration_int4
        dense_test.test_quantize_lora_integration_int8 dense_test.test_quantize_on_subclass_float8
        dense_test.test_quantize_on_subclass_int4 dense_test.test_quantize_on_subclass_int8
        dense_test.test_quantize_on_unbuilt_layer_float8
        dense_test.test_quantize_on_unbuilt_layer_int4
        dense_test.test_quantize_on_unbuilt_layer_int8
        dense_test.test_quantize_when_already_quantized_float8
        dense_test.test_quantize_when_already_quantized_int4
        dense_test.test_quantize_when_already_quantized_int8
    """,
    "Our weights have no low-rank adaptation (LoRA).": """
        embedding_test.test_enable_lora embedding_test.test_enable_lora_when_already_enabled
        embedding_test.test_enable_lora_with_alpha
        embedding_test.test_enable_lora_with_embeddings_constraint
        embedding_test.test_lora_rank_argument dense_test.test_enable_lora
        dense_test.test_enable_lora_on_unbuilt_layer
        dense_test.test_enable_lora_when_already_enabled dense_test.test_enable_lora_with_alpha
        dense_test.test_enable_lora_with_kernel_constraint dense_test.test_lora_rank_argument
        dense_test.test_lora_weight_name conv_test.test_enable_lora_conv1d_kernel_size2_strides2
        conv_test.test_enable_lora_conv1d_kernel_size3_strides1
        conv_test.test_enable_lora_conv2d_kernel_size2_strides2
        conv_test.test_enable_lora_conv2d_kernel_size3_strides1
        conv_test.test_enable_lora_conv3d_kernel_size2_strides2
        conv_test.test_enable_lora_conv3d_kernel_size3_strides1
        conv_test.test_enable_lora_with_alpha conv_test.test_lora_rank_argument
        conv_test.test_lora_weight_name
    """,
    "Our inputs are dense arrays: no sparse and no ragged ones.": """
        embedding_test.test_correctness_sparse embedding_test.test_ragged
        embedding_test.test_sparse dense_test.test_dense_sparse
    """,
    "Our weights have no constraints.": """
        embedding_test.test_embedding_constraints dense_test.test_dense_constraints
        conv_test.test_conv_constraints
    """,
    "Our layers are not saved as files or configurations; get_weights and set_weights do it.": """
        rnn_test.test_serialization masking_test.test_masking_with_tensor
        embedding_test.test_legacy_load_own_variables dense_test.test_legacy_load_own_variables
    """,
    "Our layers have no fused implementation for one maker's hardware.": """
        gru_test.test_torch_cudnn_dispatch_fires bidirectional_test.test_fused_gru_eligibility
        bidirectional_test.test_fused_lstm_eligibility bidirectional_test.test_keeps_use_cudnn
        bidirectional_test.test_torch_cudnn_bidirectional_gru_dispatch_fires
    """,
    "Our layers take arrays only: no symbolic inputs and functional models.": """
        rnn_test.test_stateful_batch_size_mismatch_raises
        gru_test.test_stateful_with_symbolic_batch_size dense_test.test_dense_errors
        conv_test.test_conv_symbolic_invalid_configuration0
        conv_test.test_conv_symbolic_invalid_configuration1
        conv_test.test_conv_symbolic_invalid_configuration2
    """,
    "It is a convolution over two or three axes; ours is over time.": """
        time_distributed_test.test_build conv_test.test_bad_init_args conv_test.test_conv2d_basic0
        conv_test.test_conv2d_basic1 conv_test.test_conv2d_basic2 conv_test.test_conv3d_basic0
        conv_test.test_conv3d_basic1 conv_test.test_conv3d_basic2 conv_test.test_conv2d0
        conv_test.test_conv2d1 conv_test.test_conv2d2 conv_test.test_conv2d3 conv_test.test_conv2d4
        conv_test.test_conv2d5 conv_test.test_conv3d0 conv_test.test_conv3d1 conv_test.test_conv3d2
        conv_test.test_conv3d3 conv_test.test_conv3d4
        conv_test.test_conv_raises_exception_on_zero_dims
    """,
    "It trains a compiled model; ours have a loop of their own.": """
        time_distributed_test.test_with_mask_zero
    """,
    "It wraps a layer of its own that reads a mask at each step.": """
        time_distributed_test.test_masking
    """,
    "First weights are not an argument of ours; set_weights takes them.": """
        embedding_test.test_weights_constructor_arg
    """,
}
